"""Every command that the documents show, or name in a sentence, is one that the command line takes."""

import re
import shlex
import socket

import pytest
from warehouse import PROJECT

BLOCK = re.compile(r"^```bash.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^((?:\.venv/bin/)?(?:agent-scorecard|make|dbt) .+)$", re.MULTILINE)
# a command in an indented block would be typed by nobody
INDENTED = re.compile(r"^ {4}(?:\.venv/bin/)?(?:agent-scorecard|make|dbt|uv) ", re.MULTILINE)
INLINE = re.compile(r"`((?:\.venv/bin/)?(?:agent-scorecard|make) [^`]+)`")
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]
DOCUMENTS += sorted((PROJECT / "docs/sources").glob("*.md"))


def documented() -> list[tuple[str, str]]:
    """(document, command) for each; what follows a comment sign, a semicolon or a redirection is left out."""
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for command in [*LINE.findall("\n".join(BLOCK.findall(text))), *INLINE.findall(text)]:
            found.append((document.name, re.split(r"\s+#|\s+>|\s*;", " ".join(command.split()))[0].strip()))
    return list(dict.fromkeys(found))


def test_the_documents_show_commands():
    """Which of them `make documents` types in a fresh clone; an indented one would be missed."""
    assert len(documented()) > 20
    assert [page.name for page in DOCUMENTS if INDENTED.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(("document", "command"), documented())
def test_a_documented_command_is_one_that_exists(document, command, capsys):
    program, *words = shlex.split(command)
    if program == "make":
        targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
        assert {word for word in words if "=" not in word} <= targets, command
    elif program.endswith("dbt"):
        from dbt.cli.main import cli

        cli.make_context("dbt", words, resilient_parsing=False)
    else:
        from agent_scorecard.cli import parser

        refused = None
        try:
            parser().parse_args(words)
        except SystemExit as stop:
            refused = stop.code
        # a sentence may name a command without what it works on
        assert not refused or "required" in capsys.readouterr().err, f"{document}: {command}"


def test_a_run_asks_nothing_of_a_network(desk, monkeypatch):
    asked = []

    def refuse(*arguments, **_):
        asked.append(arguments[-1])
        raise OSError("a run needs no network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert desk.run("--data-docs") == 0
    assert asked == []
