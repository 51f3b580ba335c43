"""A hundred reads a second on the served file while three builds publish and one fails. Writes docs/figures/operations.md.

Four processes keep a connection and open again where the file has changed, as a BI client does; two open it anew for each
read. With ``--built`` each run publishes a copy of that build in which every number has moved by one.

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
# who reads how: processes, and how many reads a second each of them is asked for
READERS = {"kept": (4, 30), "fresh": (2, 3)}

READER = textwrap.dedent(
    """
    import json, os, sys, time, duckdb
    served, stop, every, kind = sys.argv[1], sys.argv[2], 1 / float(sys.argv[3]), sys.argv[4]
    reads, opened, errors, seen, slowest = 0, 0, [], {}, 0.0
    connection, known, due = None, None, time.monotonic()
    started = time.process_time()
    while not os.path.exists(stop):
        began = time.monotonic()
        try:
            now = os.stat(served)
            # a client that keeps its connection opens again where the file is another one
            if kind == "fresh" or (now.st_ino, now.st_mtime_ns) != known:
                if connection:
                    connection.close()
                connection, known = None, (now.st_ino, now.st_mtime_ns)
                connection = duckdb.connect(served, read_only=True, config={"threads": 1})
                opened += 1
            published_at, *content = connection.execute(
                "select (select published_at from marts.publication), count(*), sum(numerator), "
                "(select count(*) from marts.episodes) from marts.scorecard_weekly"
            ).fetchone()
            # one publication, one content: anything else is a torn read
            if seen.setdefault(str(published_at), str(content)) != str(content):
                errors.append(f"torn: {published_at}")
            if kind == "fresh":
                connection.close()
                connection = None
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
        reads += 1
        slowest = max(slowest, time.monotonic() - began)
        due += every
        time.sleep(max(0.0, due - time.monotonic()))
        due = max(due, time.monotonic() - 1)
    spent = time.process_time() - started
    print(json.dumps({"kind": kind, "reads": reads, "opened": opened, "errors": errors, "seen": seen,
                      "slowest": slowest, "cpu": spent}))
    """
)


def move_numbers(database: Path) -> None:
    """Every publication has other numbers than the one before, so that a mixture of two would show."""
    import duckdb

    with duckdb.connect(str(database)) as connection:
        connection.execute("update marts.scorecard_weekly set numerator = numerator + 1")


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
                [sys.executable, "-c", READER, str(served), str(stop), str(a_second), kind],
                stdout=subprocess.PIPE,
                text=True,
            )
            for kind, (processes, a_second) in READERS.items()
            for _ in range(processes)
        ]
        began = time.monotonic()
        flawed = flawed_landing(work / "flawed")
        for what, arguments in (
            ("build", ()),
            ("build, as of 1 December", ("--vars", "{as_of: '2025-12-01'}")),
            ("build that fails", ("--landing-path", str(flawed))),
            ("build", ()),
        ):
            if options.built:
                move_numbers(work / "build" / "scorecard.duckdb")
            runs.append((what, *run(environment, *arguments, *selected)))
        seconds = time.monotonic() - began
        stop.touch()
        told = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    publications = set().union(*(reader["seen"] for reader in told))
    contents = {content for reader in told for content in reader["seen"].values()}
    # every reader must have seen the same content in a publication
    agreed = {(at, content) for reader in told for at, content in reader["seen"].items()}
    errors = [error for reader in told for error in reader["errors"]]
    errors += [f"two contents of {at}" for at in publications if sum(at == other for other, _ in agreed) > 1]
    how = {"kept": "connection kept, opened again on change", "fresh": "opened for each read"}
    rows = []
    for kind in READERS:
        members = [reader for reader in told if reader["kind"] == kind]
        reads = sum(reader["reads"] for reader in members)
        rows.append(
            f"| {how[kind]}, {len(members)} processes | {reads} | {reads / seconds:.0f} | "
            f"{1000 * sum(reader['cpu'] for reader in members) / max(reads, 1):.1f} | "
            f"{sum(reader['opened'] for reader in members)} | {sum(len(reader['errors']) for reader in members)} | "
            f"{1000 * max(reader['slowest'] for reader in members):.0f} |"
        )
    reads = sum(reader["reads"] for reader in told)
    load = os.getloadavg()[1]
    lines = [
        "# Operations: figures",
        "",
        f"`python {' '.join(sys.argv)}` on the sample:",
        "six processes read the served file while three builds publish and one fails.",
        "A read is torn where one publication shows two contents, to one reader or to two.",
        "",
        "| run | exit code | seconds |",
        "|---|---|---|",
        *(f"| {what} | {code} | {taken:.0f} |" for what, code, taken in runs),
        "",
        "| readers | reads | a second | CPU a read, ms | opened | errors and torn reads | slowest read, ms |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
        f"Together {reads / seconds:.0f} reads a second over {seconds:.0f} seconds, {len(errors)} errors and torn reads;",
        f"{len(publications)} publications and {len(contents)} contents seen; {os.cpu_count()} cores, load {load:.0f}.",
        "",
    ]
    print("\n".join([*lines, *errors[:5]]))
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    went_well = [code in ((1,) if what == "build that fails" else (0, 3)) for what, code, _ in runs]
    sys.exit(1 if errors or not all(went_well) else 0)


if __name__ == "__main__":
    main()
