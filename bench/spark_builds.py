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
    given = options.parse_args()
    for part in given.parts or ("tau", "day", "size"):
        if part == "size":
            size(given.tickets, given.select)
        else:
            {"tau": tau, "day": day}[part]()
    other_engines.write()
    return 0


def tau() -> None:
    """The transcripts through Spark, and through Postgres; each compared with DuckDB, which the known answers are asked of."""
    folder = emptied("tau")
    transcripts = Path(os.environ["SCORECARD_REFERENCE_DATA"]) / "tau_airline" / "gpt-4o-airline.json"
    landing = folder / "landing"
    call([AGENT, "land", "tau", transcripts, "--start", "2024-06-03T09:00Z", "--landing-path", landing])
    in_duckdb(folder, landing, {})
    one = on_spark(folder, landing, folder / "scorecard.duckdb", {})
    asked = asked_of(folder)
    note("tau, 200 transcripts", one | {"known_answers": asked})


def asked_of(folder: Path) -> str:
    """The known answers, asked of the marts that Spark wrote: the tests themselves, over its Parquet files."""
    import test_tau_known_answers as tests

    files = folder / "spark" / "warehouse" / "marts.db"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; create schema marts")
        for mart in sorted(path.name for path in files.iterdir()):
            connection.execute(f"create view marts.{mart} as from read_parquet('{files}/{mart}/*.parquet')")
        held = []
        for name, test in vars(tests).items():
            if name.startswith("test_"):
                test(lambda query: connection.sql(query).fetchall())
                held.append(name)
    return f"{len(held)} of {len(held)} tests hold"


def day() -> None:
    """All but the last day and the late changes; the rest on top. Equal to the whole, and only what came is computed."""
    folder = emptied("day")
    made, landing = folder / "made", folder / "landing"
    from spark_builds_the_scorecard import landed

    landed(made)
    split(made, landing)
    with duckdb.connect() as connection:
        as_of = str(connection.execute(f"select max(sent_at) from '{made}/messages/*.parquet'").fetchone()[0])
    given = {"as_of": as_of, "review_salt": "review-1"}
    in_duckdb(folder, made, given)
    # of the day before only what is incremental is read again: nothing else outlives its build
    scored = " ".join(f"+{name}" for names in INCREMENTAL.values() for name in names)
    on_spark(folder, landing, None, given, "--select", scored)
    before = {name: rows_of(folder, name) for name in by_name()}
    for path in (landing / "_held").rglob("*.parquet"):
        shutil.move(path, landing / path.parent.name / "late.parquet")
    one = on_spark(folder, landing, folder / "scorecard.duckdb", given)
    told = []
    for name in by_name():
        then, now = before[name], rows_of(folder, name)
        told.append(f"{name}: {len(now):,} rows, {len(now - then):,} came or changed, {len(then - now):,} went")
    note("the sample's last day on top", one | {"of_the_incremental_models": "; ".join(told)})


def by_name() -> dict[str, str]:
    return {name: schema for schema, names in INCREMENTAL.items() for name in names}


def rows_of(folder: Path, name: str) -> set[tuple]:
    files = folder / "spark" / "warehouse" / f"{by_name()[name]}.db" / name
    with duckdb.connect() as connection:
        return set(connection.execute(f"select message_id, md5(t::varchar) from '{files}/*.parquet' as t").fetchall())


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
    place = next((index for index, line in enumerate(said) if "marts equal" in line), len(said))
    return measured | {"compared": "; ".join(said[place:][:12])}


def note(title: str, figures: dict) -> None:
    other_engines.keep(HERE, "builds", title, figures)
    print(title, figures, flush=True)


if __name__ == "__main__":
    sys.exit(main())
