"""A hundred reads a second on the served file while three builds publish and one fails. Writes docs/figures/operations.md.

python bench/operations.py                                                     # every run builds the whole sample
python bench/operations.py --built data/scorecard.duckdb --select stg_as_of     # on a machine with other work to do
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "operations.md"
READERS, READS_A_SECOND = 4, 100

READER = textwrap.dedent(
    """
    import json, os, sys, time, duckdb
    served, stop, every = sys.argv[1], sys.argv[2], float(sys.argv[3])
    reads, late, errors, seen, slowest = 0, 0, [], {}, 0.0
    due = time.monotonic()
    while not os.path.exists(stop):
        began = time.monotonic()
        try:
            with duckdb.connect(served, read_only=True) as connection:
                published_at, *content = connection.execute(
                    "select (select published_at from marts.publication), count(*), sum(numerator), "
                    "(select count(*) from marts.episodes) from marts.scorecard_weekly"
                ).fetchone()
            # one publication, one content: anything else is a torn read
            if seen.setdefault(str(published_at), str(content)) != str(content):
                errors.append(f"torn: {published_at}")
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
        reads += 1
        slowest = max(slowest, time.monotonic() - began)
        due += every
        late += time.monotonic() > due
        time.sleep(max(0.0, due - time.monotonic()))
        due = max(due, time.monotonic() - 1)
    print(json.dumps({"reads": reads, "late": late, "errors": errors, "seen": seen, "slowest": slowest}))
    """
)


def flawed_landing(folder: Path) -> Path:
    """Fresh messages, and tickets without a required column: the build must fail."""
    now = datetime.now(UTC).isoformat()
    for table in ("messages", "tickets"):
        (folder / table).mkdir(parents=True)
    (folder / "messages" / "a.csv").write_text(f"message_id,ticket_id,sent_at,author_type\nM,T,{now},ai\n")
    (folder / "tickets" / "a.csv").write_text(f"ticket_id,created_at\nT,{now}\n")
    return folder


def run(environment: dict, *arguments: str) -> tuple[int, float]:
    command = [str(Path(sys.executable).with_name("agent-scorecard")), "run", "--no-pages", "--no-notify", *arguments]
    began = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--built", type=Path, help="begin with a copy of this build")
    parser.add_argument("--select", nargs="+", default=[], help="build only these in each run")
    options = parser.parse_args()
    selected = ["--select", *options.select] if options.select else []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        environment = os.environ | {
            "SCORECARD_DB": str(work / "build" / "scorecard.duckdb"),
            "SCORECARD_SERVED": str(work / "served"),
        }
        if options.built:
            (work / "build").mkdir()
            shutil.copy(options.built, work / "build" / "scorecard.duckdb")
        served, stop = work / "served" / "scorecard.duckdb", work / "stop"
        runs = [("first build", *run(environment, *selected))]
        readers = [
            subprocess.Popen(
                [sys.executable, "-c", READER, str(served), str(stop), str(READERS / READS_A_SECOND)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(READERS)
        ]
        began = time.monotonic()
        flawed = flawed_landing(work / "flawed")
        for what, arguments in (
            ("build", ()),
            ("build, as of 1 December", ("--vars", "{as_of: '2025-12-01'}")),
            ("build that fails", ("--landing-path", str(flawed))),
            ("build", ()),
        ):
            runs.append((what, *run(environment, *arguments, *selected)))
        seconds = time.monotonic() - began
        stop.touch()
        told = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    publications = set().union(*(reader["seen"] for reader in told))
    contents = {content for reader in told for content in reader["seen"].values()}
    reads = sum(reader["reads"] for reader in told)
    errors = [error for reader in told for error in reader["errors"]]
    lines = [
        "# Operations: figures",
        "",
        f"`python {' '.join(sys.argv)}` on the sample: four processes open the served file, read and close it, while three",
        "builds publish and one fails. A read is torn where one publication shows two contents.",
        "",
        "| run | exit code | seconds |",
        "|---|---|---|",
        *(f"| {what} | {code} | {taken:.0f} |" for what, code, taken in runs),
        "",
        "| reads | a second | errors and torn reads | publications seen | contents seen | slowest read, ms |",
        "|---|---|---|---|---|---|",
        f"| {reads} | {reads / seconds:.0f} | {len(errors)} | {len(publications)} | {len(contents)} | "
        f"{1000 * max(reader['slowest'] for reader in told):.0f} |",
        "",
    ]
    print("\n".join([*lines, *errors[:5]]))
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    went_well = [code in ((1,) if what == "build that fails" else (0, 3)) for what, code, _ in runs]
    sys.exit(1 if errors or not all(went_well) else 0)


if __name__ == "__main__":
    main()
