"""Does Spark compute what DuckDB computes, model by model? `make spark-values` runs it on the built sample.

Every SQL model is compiled by dbt-spark and run by Spark on two cores, over the rows that DuckDB's build gave the same model
(seeds, models before it, Python models' results, as Parquet). The result is compared with what DuckDB made of them, value by
value: a difference belongs to the model it is told of, and to none before it.

What this is not: a dbt build on Spark, which `make spark` is. Here every model stands alone, and Python models do not run.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb
from cells import differences
from compiling import PROJECT, compiled
from spark_reads_every_model import PROFILE

BUILT = Path(os.environ.get("SCORECARD_DB", PROJECT / "data" / "scorecard.duckdb"))


def main() -> int:
    if not BUILT.exists():
        print(f"there is no built sample at {BUILT}: `make build` makes it")
        return 2
    only = set(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="scorecard-spark-") as name:
        folder = Path(name)
        models = {path.stem: path for path in compiled(PROFILE, folder)}
        manifest = json.loads((folder / "project" / "target" / "manifest.json").read_text())
        nodes = {
            node["alias"]: node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")
        }
        rows = exported(folder / "rows", nodes)
        session = spark(folder)
        outcomes = {}
        for alias in sorted(models):
            if alias in rows and (not only or alias in only):
                outcomes[alias] = outcome(session, alias, models[alias].read_text(), nodes, rows)
                print(f"{alias}: {outcomes[alias]}", flush=True)
    return told(outcomes)


def view(node: dict) -> str:
    return f"{node['schema']}__{node['alias']}"


def exported(folder: Path, nodes: dict) -> dict[str, Path]:
    """Every relation of the built sample as one Parquet file, by name."""
    folder.mkdir()
    made = {}
    with duckdb.connect(str(BUILT), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        there = connection.execute(
            "select schema_name, table_name from duckdb_tables() union select schema_name, view_name from duckdb_views()"
        )
        there = set(there.fetchall())
        for alias, node in nodes.items():
            if (node["schema"], alias) in there:
                path = folder / f"{alias}.parquet"
                connection.execute(f"copy (from {node['schema']}.{alias}) to '{path}' (format parquet)")
                made[alias] = path
    return made


def spark(folder: Path):
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.memory": "2g",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.adaptive.enabled": "false",
        # some thousand rows: compiling a plan would take longer than running it
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def outcome(session, alias: str, sql: str, nodes: dict, rows: dict[str, Path]) -> str:
    """`equal`, or what went wrong, in one line."""
    for name, node in nodes.items():
        pattern = rf"`?\b{node['schema']}`?\.`?{name}\b`?"
        if re.search(pattern, sql) and name in rows:
            sql = re.sub(pattern, view(node), sql)
            if not session.catalog.tableExists(view(node)):
                session.read.parquet(str(rows[name])).createOrReplaceTempView(view(node))
    began = time.monotonic()
    try:
        theirs = session.sql(sql).toArrow()
    except Exception as error:  # whatever Spark says of it is the finding
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        causes = [line for line in lines if line.startswith(("[", "Caused by:", ": "))]
        return f"not run: {(causes or lines or [type(error).__name__])[0][:220]}"
    took = time.monotonic() - began
    with duckdb.connect() as connection:
        mine = connection.execute(f"from '{rows[alias]}'")
        columns = [column[0] for column in mine.description]
        if sorted(columns) != sorted(theirs.column_names):
            return f"other columns: {sorted(set(columns) ^ set(theirs.column_names))}"
        ours = mine.fetchall()
        connection.register("theirs", theirs)
        quoted = ", ".join(f'"{name}"' for name in columns)
        others = connection.execute(f"select {quoted} from theirs").fetchall()
    key = nodes[alias]["config"].get("meta", {}).get("key") or primary_key(nodes[alias])
    values, found = differences(columns, ours, others, key)
    if not found:
        return f"equal, {len(ours)} rows, {values} values, {took:.1f} s"
    return "differs: " + "; ".join(f"{column} {count} {kind}" for (column, kind), count in found.most_common(6))


def primary_key(node: dict) -> list[str]:
    for constraint in node.get("constraints", []):
        if str(constraint.get("type")).endswith("primary_key"):
            return constraint["columns"]
    return []


def told(outcomes: dict[str, str]) -> int:
    kinds = Counter(text.split(":")[0].split(",")[0] for text in outcomes.values())
    print("; ".join(f"{count} {kind}" for kind, count in kinds.most_common()), f"of {len(outcomes)} SQL models")
    return 0 if outcomes and set(kinds) == {"equal"} else 1


if __name__ == "__main__":
    sys.exit(main())
