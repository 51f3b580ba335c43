"""Does a lake keep every publication as it was, and does the Parquet export hold every value? `make lake` runs it.

Two publications differ by some rows. What must hold: the newest snapshot equals the second, value by value, and the snapshot of
the first, found by its moment, equals the first; only changed rows and files were written; another process that reads while a
publication is written sees the one or the other. Catalogues: a file, and Postgres. The landing may lie in the lake, too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from cells import differences
from postgres_holds_the_marts import PROJECT, served_file
from postgres_server import server

from agent_scorecard.contract import landing_tables
from agent_scorecard.publishing.attaching import attached
from agent_scorecard.publishing.lake import publish_to_lake
from agent_scorecard.publishing.parquet_weeks import export_weeks
from agent_scorecard.publishing.postgres import served_marts

CHANGED_WEEK = date(2025, 6, 2)
READER = """
import sys
from agent_scorecard.publishing.attaching import attached
import duckdb
query = "select count(*), count(*) filter (where status = 'changed') from warehouse.marts.scorecard_weekly"
with duckdb.connect() as connection, attached(connection, sys.argv[1], is_read_only=True):
    print(connection.execute(query).fetchone(), flush=True)
    for _ in sys.stdin:
        print(connection.execute(query).fetchone(), flush=True)
"""


def main() -> int:
    with TemporaryDirectory(prefix="scorecard-lake-") as name:
        folder = Path(name)
        first = folder / "first" / "scorecard.duckdb"
        first.parent.mkdir()
        shutil.copy(served_file(folder / "sample"), first)
        second = changed(first, folder / "second")
        problems = in_weeks(first, second, folder / "parquet")
        problems += snapshots(first, second, f"ducklake:{folder / 'lake' / 'catalog.ducklake'}", folder / "lake")
        problems += landing(folder)
        with server() as (host, port, password):
            secret = f"host={host} port={port} user=owner password={password} dbname=postgres"
            problems += with_readers(first, second, f"ducklake:postgres:{secret}", folder / "files")
    print("\n".join(problems) if problems else "everything held")
    return 1 if problems else 0


def changed(first: Path, folder: Path) -> Path:
    """The publication of a week later, as far as a lake can tell: one week's status changed, a row gone, a row new."""
    folder.mkdir()
    second = folder / first.name
    shutil.copy(first, second)
    with duckdb.connect(str(second)) as connection:
        week = f"week_start = date '{CHANGED_WEEK}'"
        connection.execute(f"update marts.scorecard_weekly set status = 'changed' where {week}")
        connection.execute("delete from marts.calendar where day = (select max(day) from marts.calendar)")
        connection.execute(
            "update marts.publication set as_of = as_of + interval 7 day, published_at = published_at + interval 7 day"
        )
    return second


def same(ours: Path, connection, theirs) -> tuple[int, list[str]]:
    """(values compared, what differs) between a served file and what ``theirs`` selects for a mart."""
    problems, values = [], 0
    with duckdb.connect() as file:
        file.execute(f"attach '{ours}' as served (read_only)")
        for mart in served_marts(file):
            names = [column.name for column in mart.columns]
            quoted = ", ".join(f'"{name}"' for name in names)
            mine = file.execute(f"select {quoted} from served.marts.{mart.name}").fetchall()
            other = connection.execute(f"select {quoted} from {theirs(mart.name)}").fetchall()
            compared, found = differences(names, mine, other, mart.key)
            values += compared
            problems += [f"{mart.name}.{column}: {count} {kind}" for (column, kind), count in found.items()]
    return values, problems


def in_weeks(first: Path, second: Path, folder: Path) -> list[str]:
    export_weeks(first, folder)
    again = export_weeks(first, folder)
    then = export_weeks(second, folder)
    with duckdb.connect() as connection:

        def rows(mart: str) -> str:
            return f"read_parquet('{folder}/{mart}/**/*.parquet', hive_partitioning = false)"

        values, problems = same(second, connection, rows)
        pruned = connection.execute(
            f"select count(*) from read_parquet('{folder}/scorecard_weekly/*/*.parquet') where week = '{CHANGED_WEEK}'"
        ).fetchone()[0]
    print(
        f"Parquet by week: {values} values, {len(problems)} kinds of difference; {then.file_count} files, of which "
        f"{again.written_count} were written again without a change and {then.written_count} with one"
    )
    problems += ["files without a change were written"] * bool(again.written_count)
    # the week, the calendar's, the publication itself
    problems += [f"{then.written_count} files were written for 3 changes"] * (then.written_count != 3)
    return problems + ["the changed week is not found by its folder"] * (not pruned)


def version_of(connection, as_of: str) -> int:
    """The snapshot of a publication by the moment it speaks for, as docs/scaling.md tells to ask."""
    found = connection.execute(
        "select max(snapshot_id) from ducklake_snapshots('warehouse') where commit_extra_info ->> 'as_of' = ?", [as_of]
    )
    return found.fetchone()[0]


def moment_of(served: Path) -> str:
    with duckdb.connect(str(served), read_only=True) as connection:
        return str(connection.execute("select as_of from marts.publication").fetchone()[0])


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def snapshots(first: Path, second: Path, address: str, folder: Path) -> list[str]:
    began = time.monotonic()
    rows = publish_to_lake(first, address)
    took, size = time.monotonic() - began, size_of(folder)
    fresh = publish_to_lake(second, address)
    with duckdb.connect() as connection, attached(connection, address, is_read_only=True):
        values, problems = same(second, connection, lambda mart: f"warehouse.marts.{mart}")
        version = version_of(connection, moment_of(first))
        before, older = same(first, connection, lambda mart: f"warehouse.marts.{mart} at (version => {version})")
        told = connection.execute(
            "select count(*), count(comment) from duckdb_columns() where database_name = 'warehouse' and schema_name = 'marts'"
        ).fetchone()
    problems += [f"at version {version}: {problem}" for problem in older]
    print(
        f"lake, catalogue in a file: {sum(rows.values())} rows in {took:.1f} s and {size} bytes, then "
        f"{sum(fresh.values())} rows and {size_of(folder) - size} bytes for a publication that changed one week; "
        f"{values} values of the newest snapshot and "
        f"{before} of version {version} compared: {len(problems)} kinds of difference; {told[1]} of {told[0]} columns described"
    )
    with duckdb.connect(str(second), read_only=True) as connection:
        wanted = connection.execute("select count(*) from marts.scorecard_weekly where status = 'changed'").fetchone()[
            0
        ]
    # the rows of the week, and the publication's own
    if sum(fresh.values()) != wanted + 1:
        problems.append(f"{sum(fresh.values())} rows were written for {wanted + 1} that changed")
    return problems


def with_readers(first: Path, second: Path, address: str, files: Path) -> list[str]:
    """Another process reads while a publication is written; the catalogue is in Postgres."""
    with duckdb.connect() as connection, attached(connection, address, options=f"data_path '{files}/'"):
        pass
    publish_to_lake(first, address)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    answers = [reader.stdout.readline().strip()]
    writing = threading.Thread(target=publish_to_lake, args=(second, address))
    writing.start()
    while writing.is_alive():
        reader.stdin.write("again\n")
        reader.stdin.flush()
        answers.append(reader.stdout.readline().strip())
    writing.join()
    last, _ = reader.communicate("again\n", timeout=60)
    answers.append(last.strip())
    expected = [answers[0], answers[-1]]
    wrong = [answer for answer in answers if answer not in expected]
    print(
        f"lake, catalogue in Postgres: {len(answers)} reads by another process during a publication, "
        f"{len(wrong)} of them neither {expected[0]} nor {expected[1]}"
    )
    with duckdb.connect() as connection, attached(connection, address, is_read_only=True):
        _, problems = same(second, connection, lambda mart: f"warehouse.marts.{mart}")
    if expected[0] == expected[1] or reader.returncode:
        problems.append("the reader never saw the second publication")
    return problems + [f"wrong reads: {wrong[:3]}"] * bool(wrong)


def landing(folder: Path) -> list[str]:
    """The sample's landing as tables of a lake: staging built from it equals staging built from the seeds."""
    address = f"ducklake:{folder / 'landing' / 'catalog.ducklake'}"
    (folder / "landing").mkdir()
    with duckdb.connect() as connection, attached(connection, address):
        connection.execute("create schema warehouse.raw; set timezone = 'UTC'")
        for table in landing_tables(PROJECT).values():
            path = PROJECT / "seeds" / "sample" / f"sample_{table.name}.csv"
            if path.exists():
                query = f"select * from read_csv('{path}', all_varchar = true)"
                connection.execute(f"create table warehouse.raw.{table.name} as {query}")
    given = {"landing": "warehouse", "landing_database": "warehouse"}
    mine, sample = folder / "from_lake" / "scorecard.duckdb", folder / "from_seeds" / "scorecard.duckdb"
    for database, options in ((sample, []), (mine, ["--target", "lake", "--vars", json.dumps(given)])):
        database.parent.mkdir()
        environment = os.environ | {"SCORECARD_DB": str(database), "SCORECARD_WAREHOUSE": address}
        command = [Path(sys.executable).with_name("dbt"), "--quiet", "run", "--select", *STAGING, *options]
        command = [*command, "--target-path", str(database.parent / "target")]
        if not options:
            command[2] = "build"
            command[command.index("--select") + 1 : command.index("--select") + 1] = ["path:seeds/sample"]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            return [f"dbt ended with {done.returncode}: {done.stdout[-1500:]}"]
    problems, rows = [], 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{sample}' as ours (read_only); attach '{mine}' as theirs (read_only)")
        for model in STAGING:
            query = "select count(*), coalesce(sum(hash(t)), 0) from {}.staging.{} as t"
            if model == "stg_as_of":
                query = "select count(*), max(as_of) from {}.staging.{} as t"
            ours, theirs = (connection.execute(query.format(name, model)).fetchone() for name in ("ours", "theirs"))
            rows += ours[0]
            problems += [f"{model}: {ours} from the seeds, {theirs} from the lake"] if ours != theirs else []
    print(f"landing in the lake: {rows} rows of {', '.join(STAGING)} against the seeds', {len(problems)} models differ")
    return problems


# what is kept as tables: views hold the name of their own file
STAGING = ["stg_as_of", "stg_tickets", "stg_ticket_events", "stg_messages"]


if __name__ == "__main__":
    sys.exit(main())
