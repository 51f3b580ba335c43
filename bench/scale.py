"""How a build grows: CPU, wall, peak memory and rows by size; nothing new; one more day with late changes.

    .venv/bin/python bench/scale.py                      # 3,000 and 10,000 tickets; or: make bench-scale
    .venv/bin/python bench/scale.py --tickets 30000 100000
    .venv/bin/python bench/scale.py --tickets --sample  # what `agent-scorecard run` costs on the sample, and with nothing new
    .venv/bin/python bench/scale.py --tickets --million  # 1,000,000 by the one command: an hour or two, and memory for it
    .venv/bin/python bench/scale.py --project ../older   # the same measurement of another checkout

Every step is a process of its own, whose CPU seconds and peak memory the operating system counts. What was measured is kept in
data/scale/measured.json by commit, and docs/figures/scale.md is written from all of it. A landing of its last day less, and of
one change in a hundred less, is built first; the rest then comes as the next day. What that build gives is compared with a
full refresh, row by row of every mart.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parents[1]
PAGE = HERE / "docs" / "figures" / "scale.md"
WORK = HERE / "data" / "scale"
KEPT = WORK / "measured.json"
# the day that comes last is held back by the time of each row, as are the late changes of one ticket in a hundred
TIMES = {"tickets": "created_at", "messages": "sent_at", "ticket_events": "occurred_at", "satisfaction": "responded_at"}
COMMAND = "the command: built, published, pages"
# a warehouse's own floor: what the numbers cost without a definition, a check or a word read
FLOOR = """
    select date_trunc('week', created_at) as week, category, channel, count(*), count(distinct customer_id)
    from tickets group by all;
    select date_trunc('week', sent_at) as week, author_type, count(*), avg(length(body)) from messages group by all;
    select date_trunc('week', occurred_at) as week, event_type, to_value, count(*) from ticket_events group by all;
    select category, quantile_cont(epoch(answered - asked), [0.5, 0.9]) from (
        select ticket_id, min(sent_at) filter (author_type = 'customer') as asked,
               min(sent_at) filter (author_type <> 'customer') as answered from messages group by 1
    ) join tickets using (ticket_id) group by all;
    select date_trunc('week', opened) as week, count(*) filter (solved is not null), avg(turns) from (
        select ticket_id, min(sent_at) as opened, count(*) as turns from messages group by 1
    ) left join (
        select ticket_id, max(occurred_at) as solved from ticket_events where to_value = 'solved' group by 1
    ) using (ticket_id) group by all
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tickets", type=int, nargs="*", default=[3_000, 10_000])
    options.add_argument("--sample", action="store_true", help="the command on the sample, too, pages and all")
    options.add_argument("--million", action="store_true")
    options.add_argument("--project", type=Path, default=HERE, help="the checkout that is measured")
    options.add_argument("--no-day", action="store_true", help="leave out the next day and its full refresh")
    options.add_argument("--page-only", action="store_true", help="write the page from what was measured before")
    given = options.parse_args()
    for size in [] if given.page_only else given.tickets:
        measure(size, given.project.resolve(), with_day=not given.no_day)
    if given.million and not given.page_only:
        measure_command(1_000_000, given.project.resolve())
    if given.sample:
        measure_sample(given.project.resolve())
    before = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    page = "\n".join(lines(before)) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    print(page)
    return 0


def measure(size: int, project: Path, with_day: bool) -> None:
    """All steps of one size; each is kept as soon as it is done."""
    folder = WORK / str(size)
    made, landing = arrived(size, project)[0], folder / "landing"
    shutil.rmtree(landing, ignore_errors=True)
    keep(project, size, "floor", run([sys.executable, "-c", floor_script(made)], project))
    database = fresh(folder / "day") if with_day else None
    if with_day:
        split(made, landing)
        as_of = duckdb.sql(f"select max(sent_at)::varchar from read_parquet('{made}/messages/*.parquet')").fetchone()[0]
        # the same moment for all builds: what differs is what has come
        given = {"landing": "files", "landing_path": str(landing), "as_of": as_of}
        build(project, database, given)
        # what was held back comes as further files
        for path in (folder / "landing" / "_held").rglob("*.parquet"):
            shutil.move(path, landing / path.parent.name / "late.parquet")
        day = build(project, database, given)
        keep(project, size, "one more day", day)
        keep(project, size, "nothing new", build(project, database, given))
        whole = fresh(folder / "whole")
        full = build(project, whole, given)
        keep(project, size, "full", full | {"differing_rows": differing(database, whole), "rows": rows(whole)})
    else:
        whole = fresh(folder / "whole")
        given = {"landing": "files", "landing_path": str(made)}
        full = build(project, whole, given)
        keep(project, size, "full", full | {"rows": rows(whole)})
        keep(project, size, "nothing new", build(project, whole, given))


def arrived(size: int, project: Path) -> tuple[Path, Path]:
    """Tickets made, and the same come through the gate as the export of a stranger: the two landings."""
    folder = WORK / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    made, raw, landed = folder / "made", folder / "raw", folder / "landed"
    for old in (made, raw, landed):
        shutil.rmtree(old, ignore_errors=True)
    command = [str(HERE / ".venv" / "bin" / "agent-scorecard")]
    simulated = run([*command, "simulate", "--tickets", str(size), "--landing-path", str(made)], project)
    keep(project, size, "simulate", simulated)
    # what the simulator writes is landing already
    as_export(made, raw)
    keep(project, size, "land", run([*command, "land", str(raw), "--landing-path", str(landed)], project, {0, 1, 3}))
    return made, landed


def measure_command(size: int, project: Path) -> None:
    """`agent-scorecard run` on what was landed: built, published, its pages made, in one process and its children."""
    landed = arrived(size, project)[1]
    database = fresh(WORK / str(size) / "run")
    known = {"SCORECARD_DB": str(database), "SCORECARD_SERVED": str(database.parent / "served")}
    command = [str(HERE / ".venv" / "bin" / "agent-scorecard"), "run", "--no-notify", "--max-age-hours", "0"]
    measured = run([*command, "--landing-path", str(landed)], project, {0, 3}, known) | slowest_of(project / "target")
    keep(project, size, COMMAND, measured | {"rows": rows(database)})


def measure_sample(project: Path) -> None:
    """`agent-scorecard run` on the shipped sample: a new database, then with nothing new."""
    database = fresh(WORK / "sample")
    known = {"SCORECARD_DB": str(database), "SCORECARD_SERVED": str(database.parent / "served")}
    run([str(HERE / ".venv" / "bin" / "dbt"), "--quiet", "parse"], project, environment=known)
    command = [str(HERE / ".venv" / "bin" / "agent-scorecard"), "run", "--quiet", "--no-notify"]
    for step in ("the command, sample: built, published, pages", "the command, sample: nothing new"):
        keep(project, 3_000, step, run(command, project, {0, 3}, known))


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder / "scorecard.duckdb"


def as_export(made: Path, raw: Path) -> None:
    """Landing tables as Parquet files of a folder, one a table, without what the gate itself writes."""
    raw.mkdir(parents=True)
    for table in sorted(path for path in made.iterdir() if path.is_dir() and not path.name.startswith("_")):
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select * from read_parquet('{table}/*.parquet')) to '{raw / table.name}.parquet'"
            )


def split(made: Path, landing: Path) -> None:
    """The landing without its last day and without the late changes; these lie in ``_held`` until they come."""
    shutil.copytree(made, landing)
    with duckdb.connect() as connection:
        last = connection.sql(
            f"select date_trunc('day', max(sent_at)) from read_parquet('{made}/messages/*.parquet')"
        ).fetchone()[0]
        for table, column in TIMES.items():
            source = f"read_parquet('{made / table}/*.parquet')"
            if not (made / table).is_dir() or column not in connection.sql(f"select * from {source} limit 0").columns:
                continue
            late = f"{column} >= timestamp '{last}'"
            if table in ("ticket_events", "satisfaction"):
                late += " or hash(ticket_id) % 100 = 0"
            held = landing / "_held" / table
            held.mkdir(parents=True)
            shutil.rmtree(landing / table)
            (landing / table).mkdir()
            connection.execute(f"copy (select * from {source} where {late}) to '{held}/rows.parquet'")
            connection.execute(f"copy (select * from {source} where not ({late})) to '{landing / table}/rows.parquet'")


def build(project: Path, database: Path, given: dict) -> dict:
    """One `dbt build`, with its ten slowest nodes."""
    target = database.parent / "target"
    command = [str(HERE / ".venv" / "bin" / "dbt"), "--quiet", "build", "--target-path", str(target)]
    command += ["--log-path", str(target), "--vars", json.dumps(given)]
    # a build that must parse first is measured apart from one that need not
    run([command[0], "--quiet", "parse", *command[3:]], project, environment={"SCORECARD_DB": str(database)})
    measured = run(command, project, environment={"SCORECARD_DB": str(database)})
    return measured | slowest_of(target)


def slowest_of(target: Path) -> dict:
    """How many nodes a build had, and wall seconds of its ten slowest."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    slowest = sorted(results, key=lambda each: -each["execution_time"])[:10]
    return {
        "nodes": len(results),
        "slowest": {each["unique_id"].split(".")[-1]: round(each["execution_time"], 1) for each in slowest},
    }


def run(command: list[str], project: Path, fine: set[int] = frozenset({0}), environment: dict | None = None) -> dict:
    """One process: CPU seconds, wall seconds and peak memory in MB, with those of its children."""
    known = os.environ | {"PYTHONPATH": str(project / "python"), "PYTHONDONTWRITEBYTECODE": ""} | (environment or {})
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=project, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise SystemExit(f"bench/scale: {' '.join(command[:4])} ended with {process.returncode}:\n{told[-2000:]}")
    unit = 1024 ** (2 if sys.platform == "darwin" else 1)
    return {
        "cpu": round(used.ru_utime + used.ru_stime, 1),
        "wall": round(time.perf_counter() - began, 1),
        "peak_mb": round(used.ru_maxrss / unit),
    }


def floor_script(made: Path) -> str:
    views = ";".join(
        f"create view {table} as select * from read_parquet('{made}/{table}/*.parquet')"
        for table in ("tickets", "messages", "ticket_events")
    )
    lines = (
        "import duckdb",
        "c = duckdb.connect()",
        f"c.execute({views!r})",
        f"[c.execute(q).fetchall() for q in {FLOOR!r}.split(';')]",
    )
    return "\n".join(lines)


def rows(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        ]
        return sum(connection.execute(f'select count(*) from marts."{name}"').fetchone()[0] for name in names)


def differing(one: Path, other: Path) -> dict[str, int]:
    """Rows that are in one build and not in the other, by mart; nothing where the two are equal."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'other' and schema_name = 'marts' order by 1"
        ).fetchall()
        for (name,) in names:
            a, b = f'select * from one.marts."{name}"', f'select * from other.marts."{name}"'
            count = connection.execute(
                f"select count(*) from (({a} except all {b}) union all ({b} except all {a}))"
            ).fetchone()[0]
            if count:
                found[name] = count
    return found


def keep(project: Path, size: int, step: str, measured: dict) -> None:
    """Into the file, under the commit of the checkout."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=7"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    known = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    known.setdefault(commit or project.name, {}).setdefault(str(size), {})[step] = measured
    KEPT.write_text(json.dumps(known, indent=1), encoding="utf-8")
    print(f"{commit} {size:,} {step}: {measured}", file=sys.stderr, flush=True)


# a row of the table: commit, tickets and step
ROW = re.compile(r"\| ([\w-]+)[^|]* \| [\d,]+ \| (simulate|land|floor|full|nothing new|one more day|the command)")


def lines(before: list[str]) -> list[str]:
    """The page: what was measured here, after what the page holds of commits that were measured elsewhere."""
    known = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    found = [
        "# How a build grows, measured",
        "",
        "`python bench/scale.py` (`make bench-scale`). Every step is a process of its own; the project was parsed before. CPU",
        "seconds are those of user and system. Ratios count; times are those of a busy machine.",
        "",
        f"Machine: {machine()}.",
        "",
        "| commit | tickets | step | CPU s | wall s | peak MB | rows of marts |",
        "|---|---|---|---|---|---|---|",
    ]
    found += [line for line in before if (row := ROW.match(line)) and row.group(1) not in known]
    for commit, sizes in known.items():
        for size, steps in sorted(sizes.items(), key=lambda pair: int(pair[0])):
            for step, one in steps.items():
                told = f"{step} ({one['note']})" if "note" in one else step
                count = f"{one['rows']:,}" if "rows" in one else ""
                found.append(
                    f"| {commit} | {int(size):,} | {told} | {one['cpu']:.1f} | {one['wall']:.0f} | {one['peak_mb']:,} | {count} |"
                )
    # what stands between the table and the two parts below is of other measurements
    rest = before[before.index("## Equal to a full refresh") :] if "## Equal to a full refresh" in before else []
    between = [line for line in before[: len(before) - len(rest)] if not ROW.match(line)]
    start = next((at for at, line in enumerate(between) if line.startswith("|---|---|---|---|---|---|---|")), -1)
    found += ["", *"\n".join(between[start + 1 :]).strip().splitlines()] if start >= 0 else []
    kept = [line for line in rest if line.startswith("- ") and line[2:].split(",")[0].split(" ")[0] not in known]
    slowest = [line for line in kept if " nodes: " in line]
    found += [
        "",
        "## Equal to a full refresh",
        "",
        *(line for line in kept if line not in slowest),
        *_equalities(known),
    ]
    found += ["", "## The slowest nodes of a full build, wall seconds", "", *slowest, *_slowest(known)]
    return found


def _equalities(known: dict) -> list[str]:
    found = []
    for commit, sizes in known.items():
        for size, steps in sizes.items():
            if "differing_rows" in steps.get("full", {}):
                told = steps["full"]["differing_rows"]
                what = "no mart differs" if not told else f"rows that differ: {json.dumps(told)}"
                found.append(f"- {commit}, {int(size):,} tickets, the next day built on top: {what}.")
    return found


def _slowest(known: dict) -> list[str]:
    found = []
    for commit, sizes in known.items():
        for size, steps in sizes.items():
            whole = steps.get("full") or steps.get(COMMAND, {})
            if slowest := whole.get("slowest"):
                told = ", ".join(f"{name} {seconds:g}" for name, seconds in slowest.items())
                found.append(f"- {commit}, {int(size):,} tickets, {whole['nodes']} nodes: {told}.")
    return found


def machine() -> str:
    model = platform.processor() or platform.machine()
    path = Path("/proc/cpuinfo")
    if path.exists():
        names = [line.split(":")[1].strip() for line in path.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, {versions}"


if __name__ == "__main__":
    sys.exit(main())
