"""Scoring on Spark: one core and two, memory as rows double, one customer with a twentieth of all tickets.

    python bench/spark_scoring.py [cores] [memory] [skew] [--tickets 10000]     needs Java and .spark (`make spark` makes it)

The models before the scoring are built in DuckDB from a simulated landing, and their rows become Spark's tables. `dbt run` then
builds the three models that score (texts without secrets, messages, answers) in a Spark session whose driver may collect no
more than a megabyte: a text that came through the driver would stop it. Figures go to docs/figures/engines.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "bench"), str(HERE / "tests" / "engines")]
WORK = HERE / "data" / "spark_scoring"
SCORED = ("stg_messages_redacted", "int_messages_scored", "int_answers_scored")
TICKETS_OF_A_PART = 625


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("parts", nargs="*", help="any of cores, memory, skew")
    options.add_argument("--tickets", type=int, default=10_000)
    options.add_argument(
        "--share", type=int, default=1, help="for cores and memory: one ticket in so many of the landing"
    )
    options.add_argument(
        "--sizes", type=int, default=3, help="for memory: so many, of which each is twice the one before"
    )
    options.add_argument("--in-session", type=json.loads, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.in_session:
        return in_session(**given.in_session)
    for part in given.parts or ("cores", "memory", "skew"):
        if part == "skew":
            skew(given.tickets)
        elif part == "cores":
            cores(given.tickets, given.share)
        else:
            memory(given.tickets, given.share, given.sizes)
    import other_engines

    other_engines.write()
    return 0


def cores(tickets: int, share: int) -> None:
    """One core and two."""
    folder, tickets = share_of(tickets, share), tickets // share
    found = {count: scored(folder, count, parts_of(tickets)) for count in (2, 1)}
    for count, one in found.items():
        told = {"speed_up_by_the_clock": round(found[1]["wall_of_models"] / one["wall_of_models"], 2)}
        told["speed_up_by_tasks"] = round(min(count, one["tasks"] / one["busiest"]), 2)
        note("cores", f"{tickets:,} tickets, local[{count}]", one | told)


def memory(tickets: int, share: int, sizes: int) -> None:
    """A quarter of the tickets, half of them, all; a part stays as large as it was."""
    for each in (share * 2**step for step in reversed(range(sizes))):
        folder = share_of(tickets, each)
        with duckdb.connect() as connection:
            messages = connection.execute(
                f"select count(*) from '{folder}/rows/staging.stg_messages.parquet'"
            ).fetchone()
        one = scored(folder, 2, parts_of(tickets // each))
        note("memory", f"{tickets // each:,} tickets", {"messages": messages[0]} | one)


def parts_of(tickets: int) -> int:
    return max(2, round(tickets / TICKETS_OF_A_PART))


def skew(tickets: int) -> None:
    """Every twentieth ticket is of one customer; the rows of each part, and every value against DuckDB's."""
    from cells import differences

    folder = prepared(tickets, is_skewed=True)
    one = scored(folder, 2, parts=8)
    parts = Counter(json.loads((folder / "parts.json").read_text()))
    sizes = sorted(parts.values())
    values, problems = 0, []
    with duckdb.connect(str(folder / "scorecard.duckdb"), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        top, every = connection.execute(
            "select max(n), sum(n) from (select count(*) as n from staging.stg_tickets group by customer_id)"
        ).fetchone()
        for model in SCORED:
            schema = "staging" if model.startswith("stg") else "intermediate"
            mine = connection.execute(f"from {schema}.{model}")
            names = [column[0] for column in mine.description]
            ours = mine.fetchall()
            files = sorted(map(str, (folder / "spark" / "warehouse" / f"{schema}.db" / model).rglob("*.parquet")))
            quoted = ", ".join(f'"{name}"' for name in names)
            theirs = connection.execute(
                f"select {quoted} from read_parquet({files}, hive_partitioning = false)"
            ).fetchall()
            count, found = differences(names, ours, theirs, ["message_id"])
            values += count
            problems += [f"{model}.{column}: {number} {kind}" for (column, kind), number in found.items()]
    told = {
        "tickets_of_the_customer": f"{top:,} of {every:,}",
        "messages_of_a_part": f"{sizes[0]:,} to {sizes[-1]:,}",
        "plan": (folder / "plan.txt").read_text(),
        "values_equal_to_DuckDB": f"{values:,}, {'; '.join(problems) or 'no difference'}",
    }
    note("skew", f"{tickets:,} tickets, local[2], 8 parts", told | one)


def prepared(tickets: int, is_skewed: bool = False) -> Path:
    """A folder with the landing, DuckDB's build of what the scoring reads, and its rows as Parquet."""
    from scale import fresh, run

    folder = WORK / f"{tickets}{'_skewed' if is_skewed else ''}"
    if (folder / "ready").exists():
        return folder
    database, landing = fresh(folder), folder / "landing"
    command = [str(HERE / ".venv" / "bin" / "agent-scorecard"), "simulate", "--tickets", str(tickets)]
    run([*command, "--landing-path", str(landing)], HERE)
    if is_skewed:
        to_one_customer(landing)
    wanted = ["+int_answers_scored", *(["+int_messages_scored"] if is_skewed else ["--exclude", "int_answers_scored"])]
    given = json.dumps({"landing": "files", "landing_path": str(landing)})
    build = [
        str(HERE / ".venv" / "bin" / "dbt"),
        "--quiet",
        "build",
        "--exclude-resource-type",
        "test",
        "--select",
        *wanted,
        "--vars",
        given,
    ]
    run([*build, "--target-path", str(folder / "target")], HERE, environment={"SCORECARD_DB": str(database)})
    exported(folder, folder)
    (folder / "ready").touch()
    return folder


def share_of(tickets: int, share: int) -> Path:
    """One ticket in ``share`` of a prepared landing, by the hash of its id."""
    whole = prepared(tickets)
    folder = WORK / f"{tickets}_by_{share}"
    if (folder / "spark").exists() and (folder / "rows").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "landing").symlink_to(whole / "landing")
    exported(whole, folder, share)
    return folder


def exported(built: Path, folder: Path, share: int = 1) -> None:
    """The rows of what the scoring reads, as Parquet: those of one ticket in ``share``, and all that is of no ticket."""
    (folder / "rows").mkdir()
    with duckdb.connect(str(built / "scorecard.duckdb"), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        for schema, name in read_by_scoring(built / "target" / "manifest.json"):
            path = folder / "rows" / f"{schema}.{name}.parquet"
            columns = connection.sql(f"from {schema}.{name} limit 0").columns
            kept = "true"
            if "episode_id" in columns and "message_id" in columns:
                # an episode is read whole
                kept = f"hash(episode_id) % {share} = 0"
            elif "ticket_id" in columns:
                kept = f"hash(ticket_id) % {share} = 0"
            elif "message_id" in columns:
                kept = (
                    f"message_id in (select message_id from staging.stg_messages where hash(ticket_id) % {share} = 0)"
                )
            connection.execute(f"copy (from {schema}.{name} where {kept}) to '{path}' (format parquet)")


def read_by_scoring(manifest: Path) -> list[tuple[str, str]]:
    """(schema, name) of every model and seed that the scoring reads and does not make itself."""
    nodes = json.loads(manifest.read_text())["nodes"]
    asked = {key for node in nodes.values() if node["name"] in SCORED for key in node["depends_on"]["nodes"]}
    return sorted((nodes[key]["schema"], nodes[key]["alias"]) for key in asked if nodes[key]["name"] not in SCORED)


def to_one_customer(landing: Path) -> None:
    """Tickets of other customers become one customer's, until he has a twentieth of all."""
    with duckdb.connect() as connection:
        for table, column in (("tickets", "customer_id"), ("messages", "author_id")):
            path = landing / table / "skewed.parquet"
            connection.execute(f"create or replace table {table} as from read_parquet('{landing}/{table}/*.parquet')")
            if table == "tickets":
                one = connection.execute("select mode(customer_id) from tickets").fetchone()[0]
                connection.execute("create table moved as select ticket_id from tickets where hash(ticket_id) % 20 = 0")
            is_his = "ticket_id in (from moved)" + (" and author_type = 'customer'" if table == "messages" else "")
            connection.execute(f"update {table} set {column} = ? where {is_his}", [one])
            for old in (landing / table).glob("*.parquet"):
                old.unlink()
            connection.execute(f"copy {table} to '{path}' (format parquet)")


@cache
def scored(folder: Path, count: int, parts: int) -> dict:
    """The three models built by Spark in a process of its own, on some cores, in some parts."""
    import other_engines

    shutil.rmtree(folder / "spark", ignore_errors=True)
    asked = json.dumps({"folder": str(folder), "is_explained": folder.name.endswith("skewed")})
    environment = {
        "SCORECARD_SPARK": str(folder / "spark"),
        "SCORECARD_SPARK_MASTER": f"local[{count}]",
        "SCORECARD_SPARK_PARTS": str(parts),
        "SCORECARD_SPARK_MEMORY": "1g",
        "SCORECARD_THREADS": "1",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--conf spark.driver.maxResultSize=1m pyspark-shell",
    }
    command = [str(HERE / ".spark" / "bin" / "python"), __file__, "--in-session", asked]
    measured = other_engines.measure(command, HERE, environment)
    output = measured.pop("output")
    if measured["exit"]:
        raise SystemExit(output[-4000:])
    took = json.loads((folder / "took.json").read_text())
    load = round(os.getloadavg()[0], 1)
    return {"parts": parts, **measured, "wall_of_models": took["wall"], "load": load, "wall_by_model": took["by_model"]}


def note(part: str, title: str, figures: dict) -> None:
    import other_engines

    other_engines.keep(HERE, part, title, {name: value for name, value in figures.items() if name != "exit"})
    print(title, figures, flush=True)


def in_session(folder: str, is_explained: bool) -> int:
    """In a process of .spark: the tables, then `dbt run` of the three models in the same session."""
    from dbt.cli.main import dbtRunner

    given = json.dumps({"landing": "files", "landing_path": f"{folder}/landing"})
    where = ["--target", "spark_session", "--target-path", f"{folder}/target_spark", "--vars", given]
    # the profile's settings are the session's: dbt has to begin it
    if not dbtRunner().invoke(["--quiet", "show", "--inline", "select 1 as one", *where]).success:
        return 1
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as F

    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for path in sorted(Path(folder, "rows").glob("*.parquet")):
        spark.sql(f"create database if not exists {path.stem.split('.')[0]}")
        spark.sql(f"create table {path.stem} using parquet location '{path}'")
    done = dbtRunner().invoke(["--quiet", "run", "--select", *SCORED, "--full-refresh", *where])
    if not done.success:
        return 1
    took = {
        result.node.name: round(result.execution_time, 1)
        for result in done.result.results
        if result.node.name in SCORED
    }
    Path(folder, "took.json").write_text(
        json.dumps({"wall": round(sum(took.values()), 1), "by_model": ", ".join(f"{k} {v}" for k, v in took.items())})
    )
    if is_explained:
        explained(spark, F, Path(folder))
    return 0


def explained(spark, F, folder: Path) -> None:
    """How the rows are split: rows by part, and the exchanges and joins of the plan that writes the largest ref."""
    parts = int(os.environ["SCORECARD_SPARK_PARTS"])
    messages = spark.table("staging.stg_messages")
    by_part = messages.groupBy(F.pmod(F.xxhash64("ticket_id"), F.lit(parts)).alias("part")).count().collect()
    (folder / "parts.json").write_text(json.dumps({str(row["part"]): row["count"] for row in by_part}))
    tickets = (
        messages.select(F.col("message_id").alias("_found_by"), F.col("ticket_id").alias("_key"))
        .distinct()
        .hint("merge")
    )
    bodies = spark.table("staging.stg_message_bodies")
    rows = bodies.join(tickets, bodies["message_id"] == tickets["_found_by"])
    rows = rows.withColumn("_part", F.pmod(F.xxhash64("_key"), F.lit(parts))).repartition(parts, "_part")
    plan = rows._jdf.queryExecution().executedPlan().toString()
    told = [line.strip(" :+-*()0123456789") for line in plan.splitlines() if "Exchange" in line or "Join" in line]
    (folder / "plan.txt").write_text("; ".join(line.split(", [plan_id")[0][:110] for line in told))


if __name__ == "__main__":
    sys.exit(main())
