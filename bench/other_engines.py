"""Other engines: runs the checks that take minutes, keeps when each ran last and what it said. Writes docs/figures.

    python bench/other_engines.py [check ...] [--project ../clone]     checks: see --help; without any: all of them
    python bench/other_engines.py --page-only

Each check is a target of the Makefile, run in ``--project`` (a fresh clone, where a figure is to count). What a check printed is
kept in docs/figures/engines.json with its date, commit, exit code, CPU seconds and peak memory; docs/figures/engines.md and the
table in docs/scaling.md are written from it. bench/spark_scoring.py and bench/spark_builds.py keep their figures there, too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import on_paper

HERE = Path(__file__).resolve().parents[1]
KEPT = HERE / "docs" / "figures" / "engines.json"
PAGE = HERE / "docs" / "figures" / "engines.md"
SCALING = HERE / "docs" / "scaling.md"
BEGIN, END = "<!-- generated: {} -->", "<!-- end of generated -->"
CHECKS = ("spark", "postgres", "postgres-landing", "lake", "dialects")
# lines of dbt's own log, and of make
NOISE = re.compile(
    r"^\s*$|^(\x1b\[0m)?\d\d:\d\d:\d\d|^make\[|^WARNING: |^Using Spark|^Setting default log|^\d\d/\d\d/\d\d "
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("checks", nargs="*", help=f"any of {', '.join(CHECKS)}")
    options.add_argument("--project", type=Path, default=HERE, help="the checkout in which the checks run")
    options.add_argument("--page-only", action="store_true", help="write the pages from what was kept")
    given = options.parse_args()
    if unknown := sorted(set(given.checks) - set(CHECKS)):
        options.error(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    codes = [] if given.page_only else [check(name, given.project.resolve()) for name in given.checks or CHECKS]
    write()
    return max(codes, default=0)


def check(name: str, project: Path) -> int:
    """One `make NAME`, kept under its name."""
    measured = measure(["make", name], project)
    said = [line.strip() for line in measured.pop("output").splitlines() if not NOISE.search(line)]
    keep(project, "checks", name, measured | {"said": said[-40:]})
    print(f"make {name}: exit code {measured['exit']}", *said[-8:], sep="\n  ", flush=True)
    return measured["exit"]


def measure(command: list[str], project: Path, environment: dict | None = None) -> dict:
    """One process with its children: what it printed, its exit code, CPU seconds, wall seconds and peak memory in MB.

    ``peak_mb`` is the largest sum of what all its processes held at one time, each shared page counted once (Pss); by kind of
    process next to it: ``jvm_mb`` for Spark's, ``workers_mb`` for its Python workers, ``driver_mb`` for the others. ``tasks``
    are the CPU seconds of the workers, and ``busiest`` those of the one that had most.
    """
    before = os.times()
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=project,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peaks = dict.fromkeys(("peak_mb", "jvm_mb", "workers_mb", "driver_mb"), 0)
    tasks: dict[int, float] = {}
    every: dict[int, float] = {}
    watched = threading.Thread(target=watch, args=(process.pid, peaks, tasks, every), daemon=True)
    watched.start()
    output = process.communicate()[0]
    watched.join(timeout=5)
    now = os.times()
    # Spark's machine is not waited for by who began it: what was seen of every process counts then
    waited = now.children_user - before.children_user + now.children_system - before.children_system
    return {
        "output": output,
        "exit": process.returncode,
        "cpu": round(max(waited, sum(every.values())), 1),
        "wall": round(time.monotonic() - began),
        **peaks,
        **({"tasks": round(sum(tasks.values()), 1), "busiest": round(max(tasks.values()), 1)} if tasks else {}),
    }


def watch(root: int, peaks: dict[str, int], tasks: dict[int, float], every: dict[int, float]) -> None:
    """Fill ``peaks``, and the CPU seconds of each process and of each Python worker, until the process ``root`` ends."""
    ticks = os.sysconf("SC_CLK_TCK")
    while Path(f"/proc/{root}").exists() and not is_dead(root):
        held = {"jvm_mb": 0, "workers_mb": 0, "driver_mb": 0}
        for number in tree(root):
            try:
                command = Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace")
                pages = Path(f"/proc/{number}/smaps_rollup").read_text()
                spent = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            kind = "jvm_mb" if "java" in command.split("\0")[0] else "driver_mb"
            if "pyspark.daemon" in command:
                kind = "workers_mb"
                tasks[number] = (int(spent[11]) + int(spent[12])) / ticks
            every[number] = (int(spent[11]) + int(spent[12])) / ticks
            held[kind] += int(re.search(r"^Pss:\s+(\d+)", pages, re.M).group(1)) // 1024
        for kind, size in (held | {"peak_mb": sum(held.values())}).items():
            peaks[kind] = max(peaks[kind], size)
        time.sleep(1)


def is_dead(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def tree(root: int) -> list[int]:
    """A process and all that it started."""
    found, waiting = [], [root]
    while waiting:
        number = waiting.pop()
        found.append(number)
        for path in Path(f"/proc/{number}/task").glob("*/children"):
            try:
                waiting += map(int, path.read_text().split())
            except OSError:
                continue
    return found


def keep(project: Path, part: str, name: str, figures: dict) -> None:
    """Into the kept file, with today's date and the checkout's commit (`+` where its files differ from it)."""
    ask = ["git", "-C", str(project)]
    commit = subprocess.check_output([*ask, "rev-parse", "--short=8", "HEAD"], text=True).strip()
    changed = subprocess.check_output([*ask, "status", "--porcelain", "--untracked-files=no"], text=True).strip()
    known = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    known.setdefault(part, {})[name] = {
        "ran": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": commit + "+" * bool(changed),
        **figures,
    }
    KEPT.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def write() -> None:
    """docs/figures/engines.md and the table of docs/scaling.md, from what was kept."""
    for path, text in pages().items():
        path.write_text(text)


def pages() -> dict[Path, str]:
    """Both files as they should be."""
    known = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    text = between(SCALING.read_text(), "bench/other_engines.py", last_runs(known.get("checks", {})))
    text = between(text, "bench/on_paper.py", on_paper.table(known))
    return {PAGE: figures_page(known), SCALING: text}


def between(text: str, script: str, lines: list[str]) -> str:
    """A page with what a script generates in it."""
    begin = BEGIN.format(script)
    head, _, rest = text.partition(begin)
    _, found, tail = rest.partition(END)
    if not found:
        raise ValueError(f"{SCALING} lacks the markers {begin} and {END}")
    return "\n".join([head + begin, "", *lines, "", END + tail])


def last_runs(checks: dict) -> list[str]:
    """The nightly list: a row for every check, whether it ran or not."""
    lines = ["| check | ran last | commit | result |", "|---|---|---|---|"]
    for name in CHECKS:
        one = checks.get(name)
        if one is None:
            lines.append(f"| `make {name}` | not yet | | |")
            continue
        said = one.get("result") or summary(one["said"])
        told = "held" if one["exit"] == 0 else f"**failed, exit code {one['exit']}**"
        lines.append(f"| `make {name}` | {one['ran']} | {one['commit']} | {told}: {cell(said)} |")
    return lines


def summary(said: list[str]) -> str:
    """The last lines of a check, as many as a table holds; without the errors that it provoked."""
    return "; ".join([line for line in said if not line.startswith(("told: ", "make: "))][-6:])


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def figures_page(known: dict) -> str:
    lines = [
        "# Other engines, measured",
        "",
        "Written by `bench/other_engines.py`, `bench/spark_scoring.py` and `bench/spark_builds.py` from what they kept in",
        "`docs/figures/engines.json`. A commit with `+` had changes of its own. CPU seconds are those of user and system of",
        "all processes; memory is the largest sum of what all processes held at one time. The machine has two cores, which",
        "other work shared: CPU seconds and ratios count, wall seconds are told and mean little.",
        "",
    ]
    for part, (title, told) in PARTS.items():
        if part in known:
            lines += [f"## {title}", "", *told, "", *PRINTERS.get(part, as_table)(known[part]), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_checks(checks: dict) -> list[str]:
    lines = []
    for name in CHECKS:
        if name in checks:
            one = checks[name]
            kinds = {"cpu": "CPU s", "wall": "s by the clock", "peak_mb": "MB at most"}
            cost = "".join(f", {one[kind]:,.0f} {told}" for kind, told in kinds.items() if kind in one)
            lines += [f"`make {name}`, {one['ran']}, {one['commit']}: exit code {one['exit']}{cost}", ""]
            lines += ["```text", *one["said"], "```", ""]
    return lines[:-1]


def as_table(rows: dict) -> list[str]:
    """Every kept row under the names of its figures."""
    names = [
        name for name in dict.fromkeys(name for row in rows.values() for name in row) if name not in ("ran", "commit")
    ]
    lines = [f"| | {' | '.join(names).replace('_', ' ')} | commit |", "|---" * (len(names) + 2) + "|"]
    for title, row in rows.items():
        values = [row.get(name, "") for name in names]
        told = [f"{value:,}" if isinstance(value, int | float) else cell(str(value)) for value in values]
        lines.append(f"| {title} | {' | '.join(told)} | {row['ran']}, {row['commit']} |")
    return lines


def as_list(rows: dict) -> list[str]:
    """Every kept row with what was measured of it: few of them measured the same."""
    lines = []
    for title, row in rows.items():
        lines += [f"{title} ({row['ran']}, {row['commit']}):", ""]
        told = {name.replace("_", " "): value for name, value in row.items() if name not in ("ran", "commit")}
        lines += [
            f"- {name}: {value:,}" if isinstance(value, int | float) else f"- {name}: {value}"
            for name, value in told.items()
        ]
        lines.append("")
    return lines[:-1]


PARTS = {
    "checks": ("The checks, as they printed", []),
    "builds": (
        "Whole builds on Spark, every value compared",
        [
            "`bench/spark_builds.py`: one landing, built in DuckDB and in Spark. Floats are equal within 1e-9 of each other."
        ],
    ),
    "cores": (
        "Scoring on one core and on two",
        [
            "`bench/spark_scoring.py`: redaction, reading of messages and of answers, by `dbt run` on Spark, over the rows of",
            "DuckDB's build. `tasks` are the CPU seconds of Spark's Python workers, of which `busiest` has most: with a core",
            "each, their quotient is the speed-up of what runs there. The faster of two runs is kept, with the load then.",
        ],
    ),
    "memory": (
        "Memory as rows double",
        ["A part has about as many tickets at every size, and the JVM's heap one bound."],
    ),
    "skew": ("One customer with a twentieth of all tickets", []),
}
PRINTERS = {"checks": as_checks, "builds": as_list, "skew": as_list}


if __name__ == "__main__":
    sys.exit(main())
