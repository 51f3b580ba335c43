"""Is the scorecard the same when the landing lies in Postgres? `make postgres-landing` runs it on a server of its own.

The sample's landing is loaded into the schema `raw` with Postgres' own types, built from there, published back, and compared,
value by value, with the marts that the sample's own build made.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psycopg
from cells import differences
from postgres_holds_the_marts import PROJECT, compared, roles, served_file
from postgres_server import server

from agent_scorecard.contract import landing_tables
from agent_scorecard.publishing.postgres import served_marts

COMMAND = Path(sys.executable).with_name("agent-scorecard")
# the loader's types; times with a zone, so that the build has to bring them to UTC
TYPES = {"varchar": "text", "timestamp": "timestamptz", "double": "double precision"}
# says where the rows come from, or when
OF_THE_RUN = {("publication", "published_at"), ("publication", "landing")}


def main() -> int:
    with TemporaryDirectory(prefix="scorecard-landing-") as name, server() as address:
        folder = Path(name)
        url, sign_in = roles(address)
        with sign_in(autocommit=True) as owner:
            rows = load_sample(owner)
            # the roles' file again: the tables are there now
            owner.execute((PROJECT / "examples" / "postgres" / "roles.sql").read_text())
        print(f"{rows} landing rows loaded into raw")
        # the sample's own salt, so that the same reviews are drawn
        problems = run(folder, url, {"review_salt": "review-1"})
        mine = folder / "served" / "scorecard.duckdb"
        problems += same_marts(served_file(folder / "sample"), mine)
        problems += compared(mine, sign_in)
        with sign_in() as owner:
            kept = owner.execute("select count(*) from raw.published_scorecards").fetchone()[0]
        print(f"{kept} published numbers kept in raw.published_scorecards")
        problems += [] if kept else ["no published number was kept"]
    print("\n".join(problems) if problems else "everything held")
    return 1 if problems else 0


def load_sample(owner: psycopg.Connection) -> int:
    rows = 0
    owner.execute("set timezone = 'UTC'")
    for table in landing_tables(PROJECT).values():
        path = PROJECT / "seeds" / "sample" / f"sample_{table.name}.csv"
        if not path.exists():
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            header = next(csv.reader(lines))
        rows += load(owner, table, header, path.read_bytes())
    return rows


def load(owner: psycopg.Connection, table, header: list[str], text: bytes) -> int:
    """One landing table of the schema `raw` from CSV; how many rows it has."""
    columns = [f'"{name}" {TYPES.get(kind, kind)}' for name in header for kind in [table.column(name).data_type]]
    owner.execute(f"create table raw.{table.name} ({', '.join(columns)})")
    with owner.cursor().copy(f"copy raw.{table.name} from stdin (format csv, header)") as copy:
        copy.write(text)
    return owner.execute(f"select count(*) from raw.{table.name}").fetchone()[0]


def run(folder: Path, url: str, more: dict) -> list[str]:
    """What a scheduler would call."""
    environment = os.environ | {
        "SCORECARD_DB": str(folder / "build" / "scorecard.duckdb"),
        "SCORECARD_SERVED": str(folder / "served"),
        "SCORECARD_WAREHOUSE": url,
        "SCORECARD_PUBLISH_TO": url,
    }
    given = json.dumps({"landing": "warehouse", "landing_database": "warehouse", **more})
    command = [
        COMMAND,
        "run",
        "--target",
        "postgres",
        "--vars",
        given,
        "--max-age-hours",
        "0",
        "--no-pages",
        "--no-notify",
    ]
    began = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    print(f"agent-scorecard run: exit code {done.returncode} after {time.monotonic() - began:.0f} s")
    if done.returncode not in (0, 3):
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
    summary = json.loads(done.stdout)
    if url in done.stdout + done.stderr:
        return ["the run told the address with its password"]
    return [f"the run told: {problem}" for problem in summary["problems"]]


def same_marts(sample: Path, mine: Path) -> list[str]:
    problems, values = [], 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{sample}' as served (read_only); attach '{mine}' as mine (read_only)")
        marts = served_marts(connection)
        there = dict(
            connection.execute(
                "select table_name, list(column_name order by column_index) from duckdb_columns() "
                "where database_name = 'mine' and schema_name = 'marts' group by 1"
            ).fetchall()
        )
        for mart in marts:
            names = [column.name for column in mart.columns]
            if there.get(mart.name) != names:
                problems.append(
                    f"{mart.name} has other columns: is the sample's build older than the project? `make build`"
                )
                continue
            ours = connection.execute(f"select * from served.marts.{mart.name}").fetchall()
            theirs = connection.execute(f"select * from mine.marts.{mart.name}").fetchall()
            compared_values, found = differences(names, ours, theirs, mart.key)
            values += compared_values
            problems += [
                f"{mart.name}.{column}: {count} {kind}"
                for (column, kind), count in found.items()
                if (mart.name, column) not in OF_THE_RUN
            ]
    print(
        f"{len(marts)} marts of the build from files against Postgres' landing, {values} values: {len(problems)} differ"
    )
    return problems


if __name__ == "__main__":
    sys.exit(main())
