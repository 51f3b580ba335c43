"""The transcripts with known answers through Postgres: landed there, built from there, published there, and asked there.

    python bench/postgres_builds.py [--tau FOLDER]     needs what `make postgres` needs, and SCORECARD_REFERENCE_DATA
    python bench/postgres_builds.py --built FOLDER     another build, published there and compared as the reader gets it

Every value of every mart is compared with the build from files, and the tests of tests/python/test_tau_known_answers.py ask the
marts as they lie in Postgres. FOLDER has the transcripts landed and built already, as bench/spark_builds.py leaves them. Figures
go to docs/figures/engines.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import yaml

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "bench"), str(HERE / "tests" / "engines"), str(HERE / "tests" / "python")]
from postgres_holds_the_marts import compared, roles  # noqa: E402
from postgres_lands_the_scorecard import load, run, same_marts  # noqa: E402
from postgres_server import server  # noqa: E402

import other_engines  # noqa: E402
import spark_builds  # noqa: E402
from agent_scorecard.contract import landing_tables  # noqa: E402
from agent_scorecard.publishing.attaching import attached  # noqa: E402
from agent_scorecard.publishing.postgres import publish_to_postgres  # noqa: E402
from agent_scorecard.publishing.publish import publish  # noqa: E402
from agent_scorecard.text.redaction import redaction_key  # noqa: E402


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tau", type=Path, help="a folder with `landing` and `scorecard.duckdb`")
    options.add_argument("--built", type=Path, help="a folder of bench/spark_builds.py: publish its `scorecard.duckdb`")
    if built := options.parse_args().built:
        return published(built)
    began = time.monotonic()
    with TemporaryDirectory(prefix="scorecard-tau-") as name, server() as address:
        folder = Path(name)
        tau = options.parse_args().tau or folder
        if tau == folder:
            spark_builds.land_tau(tau / "landing")
            spark_builds.in_duckdb(tau, tau / "landing", {})
        # the key of ids that `agent-scorecard run` takes
        key = redaction_key(yaml.safe_load((HERE / "dbt_project.yml").read_text())["vars"]["redaction_salt"])
        served = publish(tau / "scorecard.duckdb", folder / "files", datetime(2026, 1, 1), token_key=key).served
        url, sign_in = roles(address)
        with sign_in(autocommit=True) as owner:
            rows = load_landing(owner, tau / "landing")
            owner.execute((HERE / "examples" / "postgres" / "roles.sql").read_text())
        print(f"{rows} landing rows loaded into raw")
        problems = run(folder, url, {})
        mine = folder / "served" / "scorecard.duckdb"
        problems += same_marts(served, mine) + compared(mine, sign_in)
        with duckdb.connect() as connection, attached(connection, url, is_read_only=True):
            connection.execute("use warehouse")
            answers = spark_builds.known_answers(connection)
    print("\n".join(problems) if problems else "everything held", answers)
    told = {"compared": "; ".join(problems) or "every mart equal, no difference", "known_answers": answers}
    told |= {"rows_landed": rows, "wall": round(time.monotonic() - began)}
    other_engines.keep(HERE, "builds", "tau, 200 transcripts, landed and published in Postgres", told)
    other_engines.write()
    return 1 if problems else 0


def published(built: Path) -> int:
    """A build as Postgres has it, every value as the reader gets it."""
    with TemporaryDirectory(prefix="scorecard-built-") as folder, server() as address:
        served = publish(built / "scorecard.duckdb", Path(folder), datetime(2026, 1, 1)).served
        url, sign_in = roles(address)
        began = time.monotonic()
        rows = publish_to_postgres(served, url)
        told = {"rows": f"{sum(rows.values()):,}", "published_in": f"{time.monotonic() - began:.0f} s"}
        problems = compared(served, sign_in)
    told["compared"] = "; ".join(problems) or f"{len(rows)} marts equal in every value, as the reader gets them"
    print("\n".join(problems) if problems else "everything held", told)
    other_engines.keep(HERE, "builds", f"{int(built.name):,} tickets, published in Postgres", told)
    other_engines.write()
    return 1 if problems else 0


def load_landing(owner, landing: Path) -> int:
    """Every landing table of a folder of Parquet, as CSV, into the schema `raw`."""
    owner.execute("set timezone = 'UTC'")
    rows = 0
    for table in landing_tables(HERE).values():
        if not (landing / table.name).is_dir():
            continue
        with duckdb.connect() as connection:
            found = connection.sql(f"from read_parquet('{landing / table.name}/*.parquet')")
            header = [name for name in found.columns if name in {column.name for column in table.columns}]
            path = landing / f"_{table.name}.csv"
            found.project(", ".join(f'"{name}"' for name in header)).write_csv(str(path))
        rows += load(owner, table, header, path.read_bytes())
    return rows


if __name__ == "__main__":
    os.chdir(HERE)
    sys.exit(main())
