"""Does a build on Spark give what the build in DuckDB gives? `make spark` runs it.

The sample's landing is written as Parquet, `dbt build` makes every model of it in a Spark session of its own (target
`spark_session`), and every value of every mart is compared with the sample's own build in DuckDB.

    python tests/engines/spark_builds_the_scorecard.py [--keep FOLDER] [--select SELECTION]
    python tests/engines/spark_builds_the_scorecard.py --landing FOLDER --built DATABASE      # another landing, in Parquet
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from cells import differences

from agent_scorecard.contract import landing_tables

PROJECT = Path(__file__).resolve().parents[2]
BUILT = Path(os.environ.get("SCORECARD_DB", PROJECT / "data" / "scorecard.duckdb"))
# says where the rows come from, or when
OF_THE_RUN = {("publication", "published_at"), ("publication", "landing")}


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--keep", type=Path, help="a folder for landing and warehouse, which stay")
    asked.add_argument("--select", default="", help="what to build; everything otherwise")
    asked.add_argument("--only-compare", action="store_true", help="compare what lies in --keep")
    asked.add_argument("--only-build", action="store_true", help="compare nothing")
    asked.add_argument("--landing", type=Path, help="a landing folder of Parquet instead of the sample's")
    asked.add_argument("--built", type=Path, default=BUILT, help="the build in DuckDB to compare with")
    asked.add_argument("--vars", type=json.loads, default={}, help="vars of the build, as JSON")
    asked = asked.parse_args()
    if not asked.built.exists() and not asked.only_build:
        print(f"there is no build at {asked.built}: `make build` makes the sample's")
        return 2
    with TemporaryDirectory(prefix="scorecard-spark-") as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        code = 0
        given = asked.vars
        if not asked.landing:
            # the sample's own salt, so that the same reviews are drawn
            given = {"review_salt": "review-1", **given}
        if not asked.only_compare:
            if not asked.landing:
                print(f"{landed(folder / 'landing')} landing rows as Parquet")
            place = (asked.landing or folder / "landing").resolve()
            code = build(folder, {"landing_path": str(place), **given}, asked.select)
        return code if asked.only_build else max(code, compared(asked.built, folder / "warehouse"))


def landed(folder: Path) -> int:
    """The sample's landing as the Parquet files of a team that lands with a loader of its own."""
    rows = 0
    with duckdb.connect() as connection:
        for table in landing_tables(PROJECT).values():
            path = PROJECT / "seeds" / "sample" / f"sample_{table.name}.csv"
            if not path.exists():
                continue
            (folder / table.name).mkdir(parents=True, exist_ok=True)
            typed = ", ".join(
                f'cast("{column.name}" as {column.data_type}) as "{column.name}"' for column in table.columns
            )
            read = f"read_csv('{path}', all_varchar = true, header = true)"
            query = f"copy (select {typed} from {read}) to '{folder / table.name / 'sample.parquet'}' (format parquet)"
            rows += connection.execute(query).fetchone()[0]
    return rows


def build(folder: Path, given: dict, selection: str = "") -> int:
    """`dbt build` of all models and seeds on Spark; 1 where a model failed."""
    command = [
        str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "build", "--target", "spark_session",
        "--target-path", str(folder / "target"), "--exclude-resource-type", "test", "unit_test",
        "--vars", json.dumps({"landing": "files", **given}),
    ]  # fmt: skip
    began = time.monotonic()
    environment = os.environ | {"SCORECARD_SPARK": str(folder), "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [*command, *(["--select", selection] if selection else [])], cwd=PROJECT, env=environment, check=False
    )
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    kinds = Counter(result["status"] for result in results)
    print(f"dbt build: exit code {done.returncode}, {time.monotonic() - began:.0f} s, {dict(kinds)}", flush=True)
    return 1 if done.returncode else 0


def compared(built: Path, warehouse: Path) -> int:
    """Every value of every mart in a Spark warehouse against those of a build in DuckDB; 1 where one differs."""
    values, equal, problems = 0, 0, []
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        marts = connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() "
            "where schema_name = 'marts' group by 1"
        ).fetchall()
        keys = dict(
            connection.execute(
                "select table_name, constraint_column_names from duckdb_constraints() "
                "where schema_name = 'marts' and constraint_type = 'PRIMARY KEY'"
            ).fetchall()
        )
        for mart, columns in sorted(marts):
            files = sorted(str(path) for path in (warehouse / "marts.db" / mart).glob("*.parquet"))
            if not files:
                problems.append(f"{mart}: not built")
                continue
            theirs = connection.execute(f"describe from read_parquet({files})").fetchall()
            if sorted(columns) != sorted(row[0] for row in theirs):
                problems.append(f"{mart}: other columns {sorted(set(columns) ^ {row[0] for row in theirs})}")
                continue
            names = ", ".join(f'"{column}"' for column in columns)
            ours = connection.execute(f"select {names} from marts.{mart}").fetchall()
            others = connection.execute(f"select {names} from read_parquet({files})").fetchall()
            count, found = differences(columns, ours, others, keys.get(mart, []))
            values += count
            told = [
                f"{mart}.{column}: {number} {kind}"
                for (column, kind), number in found.items()
                if (mart, column) not in OF_THE_RUN
            ]
            equal += not told
            problems += told
    print(f"{equal} of {len(marts)} marts equal, {values} values; {len(problems)} differences by column and kind")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
