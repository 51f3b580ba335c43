"""Whole builds on Spark against DuckDB's: transcripts with known answers, the next day, and fifty thousand tickets.

    python bench/spark_builds.py [tau] [day] [size] [--tickets 50000] [--select SELECTION]     needs Java and .spark

Each landing is built in DuckDB and in a Spark session, and every value of every mart is compared. `tau` takes the transcripts
from SCORECARD_REFERENCE_DATA, and asks the marts of Spark what tests/python/test_tau_known_answers.py asks DuckDB's. `day` builds
on Spark what was landed before the sample's last day, then the day on top, and compares with the whole sample's build in DuckDB.
Figures go to docs/figures/engines.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "bench"), str(HERE / "tests" / "engines"), str(HERE / "tests" / "python")]
from cells import differences  # noqa: E402
from spark_builds_the_scorecard import landed  # noqa: E402

import other_engines  # noqa: E402
from scale import split  # noqa: E402

WORK = HERE / "data" / "spark_builds"
CHECK = HERE / "tests" / "engines" / "spark_builds_the_scorecard.py"
INCREMENTAL = {"staging": ["stg_messages_redacted"], "intermediate": ["int_messages_scored", "int_answers_scored"]}
AGENT = HERE / ".venv" / "bin" / "agent-scorecard"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("parts", nargs="*", help="any of tau, day, size")
    options.add_argument("--tickets", type=int, default=50_000)
    options.add_argument("--select", default="", help="for `size`: what to build and compare")
    options.add_argument(
        "--whole", action="store_true", help="for `day`: every model the day after, and compare the marts"
    )
    given = options.parse_args()
    for part in given.parts or ("tau", "day", "size"):
        if part == "size":
            size(given.tickets, given.select)
        elif part == "day":
            day(given.whole)
        else:
            tau()
    other_engines.write()
    return 0


def tau() -> None:
    """The transcripts through Spark; every mart compared with DuckDB's, and the known answers asked of Spark's."""
    folder = emptied("tau")
    land_tau(folder / "landing")
    in_duckdb(folder, folder / "landing", {})
    one = on_spark(folder, folder / "landing", folder / "scorecard.duckdb", {})
    files = folder / "spark" / "warehouse" / "marts.db"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; create schema marts")
        for mart in sorted(path.name for path in files.iterdir()):
            connection.execute(f"create view marts.{mart} as from read_parquet('{files}/{mart}/*.parquet')")
        note("tau, 200 transcripts, on Spark", one | {"known_answers": known_answers(connection)})


def land_tau(landing: Path) -> None:
    transcripts = Path(os.environ["SCORECARD_REFERENCE_DATA"]) / "tau_airline" / "gpt-4o-airline.json"
    call([AGENT, "land", "tau", transcripts, "--start", "2024-06-03T09:00Z", "--landing-path", landing])


def known_answers(connection) -> str:
    """The tests of the known answers, asked of the marts that a connection shows; the first that fails raises."""
    import test_tau_known_answers as tests

    asked = [test for name, test in vars(tests).items() if name.startswith("test_")]
    for test in asked:
        test(lambda query: connection.sql(query).fetchall())
    return f"{len(asked)} of {len(asked)} tests hold"


def day(is_whole: bool = False) -> None:
    """All but the last day and the late changes; the rest on top. Equal to the whole, and only what came is computed.

    Only what is incremental outlives a build, so the day before builds no more than that and what it reads. With ``is_whole``
    the next day then builds everything, and the marts are compared; else the same models, and all of their tables are.
    """
    folder = emptied("day")
    made, landing = folder / "made", folder / "landing"
    landed(made)
    split(made, landing)
    with duckdb.connect() as connection:
        as_of = str(connection.execute(f"select max(sent_at) from '{made}/messages/*.parquet'").fetchone()[0])
    given = {"as_of": as_of, "review_salt": "review-1"}
    scored = " ".join(f"+{name}" for name in by_name())
    in_duckdb(folder, made, given, "" if is_whole else scored)
    before_build = on_spark(folder, landing, None, given, "--select", scored)
    day_after(folder, given, seconds(before_build), is_whole)


def day_after(folder: Path, given: dict, before_seconds: float, is_whole: bool) -> None:
    """What was held back comes as further files."""
    landing, built = folder / "landing", folder / "scorecard.duckdb"
    before = {name: rows_of(folder, name) for name in by_name()}
    lay = {name: partitions_of(folder, name) for name in by_name()}
    for path in (landing / "_held").rglob("*.parquet"):
        shutil.move(path, landing / path.parent.name / "late.parquet")
    selected = ["--select", " ".join(f"+{name}" for name in by_name())]
    one = on_spark(folder, landing, *((built, given) if is_whole else (None, given, *selected)))
    if not is_whole:
        one["compared"] = tables_compared(folder, built)
    told = []
    for name in by_name():
        then, now = before[name], rows_of(folder, name)
        lies, changed = partitions_of(folder, name), months(folder, name, {row[0] for row in now ^ then})
        touched = {month for month in lies.keys() | lay[name].keys() if lies.get(month) != lay[name].get(month)}
        told.append(
            f"{name}: {len(now):,} rows, {len(now - then):,} came or changed, {len(then - now):,} went; of {len(lies)} partitions"
            f" {len(touched)} written, {len(changed)} had to be;"
            f" {len(changed - touched)} left out, {len(touched - changed)} for nothing"
        )
    one["of_the_incremental_models"] = "; ".join(told)
    one["scoring_seconds"] = f"{before_seconds} the day before, {seconds(one)} the day after"
    note("the sample's last day on top" + ("" if is_whole else ", what is scored and all that it reads"), one)


def months(folder: Path, name: str, messages: set[str]) -> set[str]:
    """The partitions in which these messages lie by their own time."""
    files = f"{folder}/landing/messages/*.parquet"
    with duckdb.connect() as connection:
        month = "coalesce(strftime(sent_at, '%Y-%m'), 'unknown')"
        times = connection.execute(f"select message_id, {month} from '{files}'").fetchall()
    return {f"sent_month={month}" for message, month in times if message in messages}


def seconds(build: dict) -> float:
    """Wall seconds of the incremental models, of both threads."""
    return round(sum(build["took"][name] for name in by_name()), 1)


def tables_compared(folder: Path, built: Path) -> str:
    """Every table that Spark built, staging and between, against the same model of DuckDB's."""
    nodes = json.loads((folder / "target" / "manifest.json").read_text())["nodes"].values()
    grain = {node["alias"]: (node["config"].get("meta") or {}).get("grain", "") for node in nodes}
    tables, values, problems = 0, 0, []
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        for place in sorted((folder / "spark" / "warehouse").glob("*.db/*")):
            files = sorted(map(str, place.rglob("*.parquet")))
            if not files or place.parent.stem not in ("staging", "intermediate", "marts"):
                continue
            mine = connection.execute(f"from {place.parent.stem}.{place.name}")
            columns = [column[0] for column in mine.description]
            ours = mine.fetchall()
            names = ", ".join(f'"{column}"' for column in columns)
            theirs = connection.execute(
                f"select {names} from read_parquet({files}, hive_partitioning = false)"
            ).fetchall()
            key = [name.strip() for name in grain[place.name].split(",") if name.strip() in columns]
            count, found = differences(columns, ours, theirs, key)
            tables, values = tables + 1, values + count
            problems += [f"{place.name}.{column}: {number} {kind}" for (column, kind), number in found.items()]
    return f"{tables} tables, {values:,} values; {'; '.join(problems) or 'no difference'}"


def by_name() -> dict[str, str]:
    return {name: schema for schema, names in INCREMENTAL.items() for name in names}


def rows_of(folder: Path, name: str) -> set[tuple]:
    files = folder / "spark" / "warehouse" / f"{by_name()[name]}.db" / name
    with duckdb.connect() as connection:
        read = f"read_parquet('{files}/**/*.parquet', hive_partitioning = false)"
        return set(connection.execute(f"select message_id, md5(t::varchar) from {read} as t").fetchall())


def partitions_of(folder: Path, name: str) -> dict[str, set[str]]:
    """{month: its files}; Spark gives a file that it writes a name of its own, so an equal set was not touched."""
    files = folder / "spark" / "warehouse" / f"{by_name()[name]}.db" / name
    return {place.name: {path.name for path in place.glob("*.parquet")} for place in files.glob("sent_month=*")}


def size(tickets: int, selection: str) -> None:
    folder = emptied(str(tickets))
    landing = folder / "landing"
    call([AGENT, "simulate", "--tickets", tickets, "--landing-path", landing])
    duck = in_duckdb(folder, landing, {}, selection)
    one = on_spark(folder, landing, folder / "scorecard.duckdb", {}, *(["--select", selection] if selection else []))
    title = f"{tickets:,} tickets" + (f", `{selection}`" if selection else "")
    note(title, one | {"DuckDB": f"{duck['cpu']:,} CPU s, {duck['peak_mb']:,} MB"})


def emptied(name: str) -> Path:
    shutil.rmtree(WORK / name, ignore_errors=True)
    (WORK / name).mkdir(parents=True)
    return WORK / name


def call(command: list) -> None:
    done = subprocess.run([*map(str, command)], cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])


def in_duckdb(folder: Path, landing: Path, given: dict, selection: str = "") -> dict:
    """The build to compare with."""
    command = [str(HERE / ".venv" / "bin" / "dbt"), "--quiet", "build", "--target-path", str(folder / "target")]
    command += [
        "--exclude-resource-type",
        "test",
        "--vars",
        json.dumps({"landing": "files", "landing_path": str(landing), **given}),
    ]
    command += ["--select", *selection.split()] if selection else []
    measured = other_engines.measure(command, HERE, {"SCORECARD_DB": str(folder / "scorecard.duckdb")})
    if measured["exit"]:
        raise SystemExit(measured["output"][-4000:])
    return measured


def on_spark(folder: Path, landing: Path, built: Path | None, given: dict, *more: str) -> dict:
    """The same on Spark; compared with ``built``. A build that fails stops here, differences are kept and told."""
    command = [
        str(HERE / ".spark" / "bin" / "python"),
        str(CHECK),
        "--keep",
        str(folder / "spark"),
        "--landing",
        str(landing),
    ]
    command += ["--vars", json.dumps(given), *more, *(["--built", str(built)] if built else ["--only-build"])]
    measured = other_engines.measure(command, HERE, {"SPARK_LOCAL_IP": "127.0.0.1"})
    output = measured.pop("output")
    (folder / f"spark{'' if built else '_before'}.log").write_text(output)
    said = [line for line in output.splitlines() if not other_engines.NOISE.search(line)]
    if "dbt build: exit code 0" not in output:
        raise SystemExit(output[-4000:])
    results = json.loads((folder / "spark" / "target" / "run_results.json").read_text())["results"]
    took = {each["unique_id"].split(".")[-1]: each["execution_time"] for each in results}
    place = next((index for index, line in enumerate(said) if "marts equal" in line), len(said))
    return measured | {"compared": "; ".join(said[place:][:12]), "took": took}


def note(title: str, figures: dict) -> None:
    figures = {name: value for name, value in figures.items() if name not in ("took", "exit")}
    other_engines.keep(HERE, "builds", title, figures)
    print(title, figures, flush=True)


if __name__ == "__main__":
    sys.exit(main())
