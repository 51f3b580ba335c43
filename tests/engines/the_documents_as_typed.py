"""Every command that README and docs show, typed letter by letter, in order, in a fresh clone.

    make documents                      # of all pages
    python tests/engines/the_documents_as_typed.py docs/asking.md      # of the README, which builds, and of these

A block ```` ```bash ```` is run. ```` ```bash serves ```` ends with a command that stays up: it is started and ended.
```` ```bash elsewhere: what for ```` needs what a fresh machine has not; it is named and left out. So is `make test`, which
takes as long as all else. A run of all pages writes docs/figures/documents.md.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```bash *([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = ("make test", "pre-commit install")
# 3 of `run`: published, and something is beyond its threshold
FINE = (0, 3)
SERVES_SECONDS = 20
FIGURES = PROJECT / "docs" / "figures" / "documents.md"
HEAD = """# Figures: the documents, typed

Written by `make documents`: every command of README.md and docs/ that a machine of its own can run, typed letter by letter
and in order, in a fresh clone. Left out: what needs a server, an account or an export of yours (the page says so),
`make test` and `pre-commit install`.

"""


def blocks(project: Path = PROJECT) -> list[tuple[str, str, list[str]]]:
    """(document, mark, commands) of every block, the README first."""
    pages = [
        project / "README.md",
        *sorted((project / "docs").glob("*.md")),
        *sorted((project / "docs/sources").glob("*.md")),
    ]
    return [
        (str(page.relative_to(project)), mark.strip(), [line for line in content.splitlines() if line.strip()])
        for page in pages
        for mark, content in BLOCK.findall(page.read_text(encoding="utf-8"))
    ]


def _typed(command: str, folder: Path, is_active: bool) -> subprocess.Popen:
    ready = "source .venv/bin/activate; " if is_active else ""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SCORECARD_", "DBT_"))}
    return subprocess.Popen(
        ["bash", "-c", ready + command], cwd=folder, env=environment, text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _serves(process: subprocess.Popen) -> bool:
    """Is it still up after a while? It is ended then, with what it started."""
    try:
        process.wait(SERVES_SECONDS)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()
        return True


def main() -> int:
    failed, left_out, rows = 0, 0, []
    with tempfile.TemporaryDirectory() as work:
        folder, is_active = Path(work) / "clone", False
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True)
        asked = {"README.md", *sys.argv[1:]}
        for document, mark, commands in blocks(folder):
            if sys.argv[1:] and document not in asked:
                continue
            if mark.startswith("elsewhere"):
                left_out += len(commands)
                print(
                    f"{document}: left out, needs {mark.removeprefix('elsewhere:').strip()}: {commands[0]}", flush=True
                )
                continue
            for place, command in enumerate(commands):
                if any(each in command for each in LEFT_OUT):
                    left_out += 1
                    continue
                is_active = is_active or command.startswith("source .venv")
                began, spent = time.monotonic(), _children()
                process = _typed(command, folder, is_active)
                if mark == "serves" and place == len(commands) - 1:
                    is_fine, said = _serves(process), ""
                else:
                    said, _ = process.communicate("")
                    is_fine = process.returncode in FINE
                failed += not is_fine
                wall, cpu = time.monotonic() - began, _children() - spent
                times = f"{wall:.0f} s, {cpu:.0f} CPU s"
                typed = " ".join(re.split(r"\s+# ", command)[0].split()).replace("|", "\\|")
                rows.append((document, typed, is_fine, wall, cpu))
                print(f"{document}: {'ok' if is_fine else 'FAILED'} ({times}): {command}", flush=True)
                if not is_fine:
                    print(said[-3000:], flush=True)
    wall, cpu = sum(row[3] for row in rows), sum(row[4] for row in rows)
    told = f"{len(rows)} commands typed, {left_out} left out, {failed} failed, {wall:.0f} s, {cpu:.0f} CPU s"
    print(told)
    if not sys.argv[1:]:
        lines = [
            f"| {document} | `{typed}` | {'yes' if is_fine else '**no**'} | {wall:.0f} | {cpu:.0f} |"
            for document, typed, is_fine, wall, cpu in rows
        ]
        table = "| page | command | ended well | wall s | CPU s |\n|---|---|---|---|---|\n" + "\n".join(lines)
        FIGURES.write_text(f"{HEAD}{told}.\n\n{table}\n", encoding="utf-8")
    return int(failed > 0)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
