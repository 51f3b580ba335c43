"""How the house is built, in figures: models and their chain, descriptions, long files, words, repeated blocks.

    python scripts/house_figures.py                          # measure, and write docs/figures/house.md
    python scripts/house_figures.py --as-before              # keep what is measured as the column `before`
    python scripts/house_figures.py --project ../old --as-before   # the same of another checkout, by the rules of this one

The rules are those of tests/python/test_house_rules.py, so both columns are counted alike. Nothing is built: dbt parses.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
BEFORE = HERE / "docs" / "figures" / "house_before.json"
PAGE = HERE / "docs" / "figures" / "house.md"
LONG_FILE, LONG_FUNCTION, DEEP, BLOCK = 250, 60, 12, 6


def main() -> None:
    """Measure one checkout; keep it as `before`, or write the page."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--project", type=Path, default=HERE, help="the checkout to measure (default: this one)")
    arguments.add_argument("--as-before", action="store_true", help="keep the figures as the column `before`")
    options = arguments.parse_args()
    found = measure(options.project.resolve())
    if options.as_before:
        BEFORE.write_text(json.dumps(found, indent=1) + "\n")
    else:
        PAGE.write_text(page(json.loads(BEFORE.read_text()), found))
    print(json.dumps(found, indent=1))


def measure(project: Path) -> dict[str, str]:
    """Every figure of one checkout, as text by its name, in the order of the page."""
    manifest = parsed(project)
    return (
        chain(manifest)
        | described(manifest)
        | long_ones(project)
        | {
            "errors that mypy finds": mypy_errors(project),
            "banned words in what people read": banned_words(project),
            f"blocks of {BLOCK} or more lines that are there twice": repeated_blocks(project),
        }
    )


def parsed(project: Path) -> dict:
    """The manifest of the checkout, parsed into a folder of its own."""
    with tempfile.TemporaryDirectory() as target:
        # the checkout's own package: its macros and profile may ask for it
        own = {"PYTHONPATH": str(project / "python"), "SCORECARD_DB": str(Path(target) / "none.duckdb")}
        dbt = str(Path(sys.executable).with_name("dbt"))
        asked = [dbt, "--quiet", "parse", "--project-dir", ".", "--profiles-dir", ".", "--target-path", target]
        subprocess.run(asked, cwd=project, check=True, env=os.environ | own)
        return json.loads((Path(target) / "manifest.json").read_text())


def chain(manifest: dict) -> dict[str, str]:
    """Models, the longest chain of them, how many are deep, and the reads that run back to a mart."""
    models = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    depth: dict[str, int] = {}

    def depth_of(name: str) -> int:
        if name not in depth:
            above = [parent for parent in models[name]["depends_on"]["nodes"] if parent in models]
            depth[name] = 1 + max(map(depth_of, above), default=0)
        return depth[name]

    layer = {key: node["path"].split("/")[0] for key, node in models.items()}
    reads = Counter(
        (layer[parent], layer[key])
        for key, node in models.items()
        for parent in node["depends_on"]["nodes"]
        if parent in models
    )
    deep = sum(depth_of(name) > DEEP for name in models)
    return {
        "models": f"{len(models)}",
        "longest chain of models": f"{max(map(depth_of, models))}",
        f"models deeper than {DEEP}": f"{deep} ({deep / len(models):.1%})".replace("%", " %"),
        "reads from a mart to an intermediate model": f"{reads['marts', 'intermediate']}",
        "reads from a mart to a mart": f"{reads['marts', 'marts']}",
    }


def described(manifest: dict) -> dict[str, str]:
    """By layer: the tables with a description, and the columns with one, of those that are listed at all."""
    layers = defaultdict(list)
    layers["landing"] = list(manifest["sources"].values())
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            layers[node["path"].split("/")[0]].append(node)
        elif node["resource_type"] == "seed":
            layers["seeds"].append(node)
    found = {}
    for name in ("landing", "staging", "intermediate", "seeds", "marts"):
        tables = layers[name]
        columns = [column for table in tables for column in table["columns"].values()]
        told = sum(bool(column["description"].strip()) for column in columns)
        own = sum(bool(table["description"].strip()) for table in tables)
        found[f"{name}: tables described"] = f"{own} of {len(tables)}"
        found[f"{name}: columns described, of those listed"] = f"{told} of {len(columns)}"
    return found


def long_ones(project: Path) -> dict[str, str]:
    """Files of the package and of the models that are long, and functions whose body is."""
    package = sorted((project / "python").rglob("*.py"))
    models = sorted((project / "models").rglob("*.sql")) + sorted((project / "models").rglob("*.py"))
    long_files = [sum(len(file.read_text().splitlines()) > LONG_FILE for file in files) for files in (package, models)]
    functions = 0
    for file in package:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                functions += (body[-1].end_lineno or 0) - body[0].lineno + 1 > LONG_FUNCTION
    return {
        f"modules of more than {LONG_FILE} lines": f"{long_files[0]} of {len(package)}",
        f"models of more than {LONG_FILE} lines": f"{long_files[1]} of {len(models)}",
        f"functions with a body of more than {LONG_FUNCTION} lines": f"{functions}",
    }


def mypy_errors(project: Path) -> str:
    """Errors in the package by today's settings, which leave no module out."""
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(HERE / "pyproject.toml"), "python/agent_scorecard"],
        cwd=project,
        capture_output=True,
        text=True,
    )
    if found.returncode not in (0, 1):
        raise SystemExit(f"mypy could not run in {project}: {found.stderr or found.stdout}")
    return f"{sum(': error:' in line for line in found.stdout.splitlines())}"


def banned_words(project: Path) -> str:
    """How often a text that people read has a word of tests/python/banned_words.csv."""
    sys.path.insert(0, str(HERE / "tests" / "python"))
    import test_house_rules as rules

    patterns = [re.compile(pattern, re.IGNORECASE) for pattern, _ in rules.banned_words()]
    rules.PROJECT, rules.PACKAGE = project, project / "python" / "agent_scorecard"
    return f"{sum(len(pattern.findall(text)) for _, text in rules.texts_people_read() for pattern in patterns)}"


def repeated_blocks(project: Path) -> str:
    """Runs of lines, equal but for white space, that another place has too; imports, comments and short lines left out."""
    files = [
        *(project / "python").rglob("*.py"),
        *(project / "models").rglob("*.sql"),
        *(project / "macros").rglob("*.sql"),
    ]
    texts, places = {}, defaultdict(list)
    for file in sorted(files):
        lines = [" ".join(line.split()) for line in file.read_text().splitlines()]
        skipped = ("#", "--", "import ", "from __future__", "from agent_scorecard")
        texts[file] = [line for line in lines if len(line) > 3 and not line.startswith(skipped)]
        for start in range(len(texts[file]) - BLOCK + 1):
            places[tuple(texts[file][start : start + BLOCK])].append((file, start))
    again = {place for found in places.values() if len(found) > 1 for place in found}
    return f"{sum((file, start - 1) not in again for file, start in again)}"


# a question of a newcomer, and what they type: the first command is of the docs or the registry, the next follows what it says
QUESTIONS = {
    "Where is the follow-up rate computed?": (
        ["grep", "-n", "^follow_up_rate_7d,", "seeds/metrics.csv"],
        ["grep", "-n", '"follow_up_rate_7d"', "python/agent_scorecard/conversations/survival_metrics.py"],
    ),
    "What is an episode?": (["grep", "-n", "[*]episode[*]", "docs/glossary.md"],),
    "Who is the AI?": (
        ["grep", "-n", "[*]the AI[*]", "docs/glossary.md"],
        ["grep", "-n", "`author_type`", "docs/landing.md"],
    ),
    "Why is this week provisional?": (
        ["grep", "-n", "[*]provisional[*]", "docs/glossary.md"],
        ["grep", "-rln", "settle_days", "models/intermediate", "--include=*.sql"],
    ),
    "How do I add a metric?": (["grep", "-n", "-A", "20", "^## Add a metric", "CONTRIBUTING.md"],),
}


def questions() -> str:
    """Each question with its commands, how long they took, and the first line that each found."""
    rows = []
    for question, commands in QUESTIONS.items():
        began, told = time.perf_counter(), []
        for command in commands:
            found = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
            if found.returncode:
                raise SystemExit(f"{question} {' '.join(command)} finds nothing: say where the answer is now")
            told.append(found.stdout.split("\n")[0][:110].replace("|", "·").strip())
        took = time.perf_counter() - began
        typed = "<br>".join(f"`{' '.join(command)}`" for command in commands)
        rows.append(f"| {question} | {typed} | {'<br>'.join(told)} | {len(commands)} | {took:.2f} |")
    return (
        "\n## Five questions, by grep and docs alone\n\n"
        "What the commands take; how long a person reads is not measured.\n\n"
        "| question | typed | found | steps | seconds |\n|---|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def page(before: dict[str, str], after: dict[str, str]) -> str:
    """The page docs/figures/house.md."""
    rows = "\n".join(f"| {name} | {before.get(name, '–')} | {value} |" for name, value in after.items())
    return (
        "# The house in figures\n\n"
        "Written by `scripts/house_figures.py`. `Before` is the last commit of 26 November 2026, before models, modules and\n"
        "words were put in order; both columns are counted by today's rules. That every column of the built sample is listed\n"
        "and described is checked by `tests/python/test_descriptions.py`; before, most columns were not listed at all.\n\n"
        f"| figure | before | after |\n|---|---|---|\n{rows}\n" + questions()
    )


if __name__ == "__main__":
    main()
