"""One simulated history through the contract and through every adapter in one build, each as categories of its own."""

from __future__ import annotations

import importlib
import math
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from agent_scorecard.simulation.exports import AI, FIELDS, SOURCES, write_export
from simulated.carried import carried

PROJECT = Path(__file__).resolve().parents[2]
LANDED_AT = datetime(2026, 11, 1)
OF_ADAPTERS = ("tickets", "messages", "ticket_events", "satisfaction", "customers")
BESIDE = ("reviews", "judgements")
ONCE = ("articles", "product_features", "releases", "page_contexts", "workflow_steps")
# judged by the group's own median: no sum of two groups
RELATIVE = {"fast_wrong_rate"}
COMPARED = ("value", "numerator", "denominator", "status", "value_low", "value_high")


def trips(options) -> tuple[list[str], bool]:
    """Both tables: the contract against each adapter, and two sources against their sum."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        landed = land_everything(options, folder)
        database = folder / "scorecard.duckdb"
        build(folder, database)
        groups, estimated = cells(database), review_based(database)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            shutil.copy(database, options.keep / "scorecard.duckdb")
    spent = time.process_time() - began
    size = f"{options.tickets} tickets of {options.weeks} weeks (seed {options.seed}), {landed} rows of all trips in one build"
    lines = [f"{size}, {spent:.0f} CPU s.", ""]
    told, equal = compared(groups)
    summed, is_sum = sums(groups, estimated)
    return [*lines, *told, "", *summed], equal and is_sum


def history(options) -> dict[str, list[dict]]:
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.generate import simulate

    tables = simulate(SimulationConfig(tickets=options.tickets, weeks=options.weeks, seed=options.seed)).tables
    rows = {name: table.to_pylist() for name, table in tables.items()}
    for table in BESIDE:
        for row in rows[table]:
            row |= {"message_id": None, "queue_id": None} if table == "reviews" else {}
    return rows


def land_everything(options, folder: Path) -> int:
    rows, count = history(options), 0
    for name, landed in variants(rows, folder):
        count += put(landed, name, folder / "landing")
    from agent_scorecard.landing.sources.mapping import Landed
    from agent_scorecard.landing.sources.source_config import SourceConfig

    once = Landed("sim", SourceConfig())
    once.rows = {table: rows[table] for table in ONCE}
    return count + put(once, "once", folder / "landing")


def variants(rows: dict, folder: Path) -> Iterator[tuple[str, object]]:
    """(name, landing rows): the category and every id have the variant's name in front, so that nothing is shared."""
    yield "contract", as_contract(rows, "contract", rows["agents"])
    for source in SOURCES:
        yield source, through(source, rows, source, folder)
        yield f"{source} carried", as_contract(carried(source, rows), f"{source} carried")
    halves = split(rows)
    for name, source in zip("AB", ("zendesk", "chatwoot"), strict=True):
        yield name, through(source, halves[name], name, folder)
        yield f"AB{name}", through(source, halves[name], f"AB{name}", folder, category="AB")


def split(rows: dict) -> dict[str, dict]:
    """The history of every second customer; who is not known is of the first half."""
    second = {row["customer_id"] for row in rows["customers"][1::2]}
    twins = {row["customer_id"]: row["same_as_customer_id"] for row in rows["customers"] if row["same_as_customer_id"]}
    second = {customer for customer in second if customer not in twins} - set(twins.values())
    of = {row["ticket_id"]: "B" if row["customer_id"] in second else "A" for row in rows["tickets"]}
    halves = {}
    for half in "AB":
        kept = {t: [row for row in rows[t] if of.get(row["ticket_id"]) == half] for t in (*OF_ADAPTERS[:4], *BESIDE)}
        halves[half] = {**rows, **kept}
    return halves


def renamed(rows: dict, category: str) -> dict:
    return {**rows, "tickets": [{**row, "category": f"{category}.{row['category']}"} for row in rows["tickets"]]}


def as_contract(rows: dict, name: str, agents: list | None = None):
    from agent_scorecard.landing.sources.mapping import Landed
    from agent_scorecard.landing.sources.source_config import SourceConfig

    landed = Landed(name, SourceConfig(prefix=f"{name}:"))
    own = renamed(rows, name)
    landed.rows = {table: [dict(row) for row in own[table]] for table in (*OF_ADAPTERS, *BESIDE)}
    for row in landed.rows["tickets"]:
        row["source_system"] = name
    landed.finish()
    if agents:
        landed.rows["agents"] = [{**row, "agent_id": f"{name}:{row['agent_id']}"} for row in agents]
    return landed


def through(source: str, rows: dict, name: str, folder: Path, category: str | None = None):
    """The landing rows that the adapter of ``source`` makes of the history's export, and verdicts besides."""
    from agent_scorecard.landing.sources.mapping import map_records
    from agent_scorecard.landing.sources.reading import read_export
    from agent_scorecard.landing.sources.source_config import SourceConfig

    write_export(source, renamed(rows, category or name), folder / name)
    module = importlib.import_module(f"agent_scorecard.landing.sources.{source}")
    config = {"ai": list(AI[source]), "fields": FIELDS.get(source, {}), "prefix": f"{name}:"}
    landed = map_records(read_export(folder / name, module), module, SourceConfig.of(config))
    if landed.stops or landed.rejected:
        raise SystemExit(f"{source}: {landed.stops} {landed.rejected[:3]}")
    for table in BESIDE:
        landed.rows[table] = [
            {
                **row,
                "ticket_id": f"{name}:{row['ticket_id']}",
                f"{table[:-1]}_id": f"{name}:{row[f'{table[:-1]}_id']}",
            }
            for row in rows[table]
        ]
    for row in landed.rows["tickets"]:
        row["source_system"] = name
    return landed


def put(landed, name: str, landing: Path) -> int:
    import pyarrow.parquet as pq

    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land
    from agent_scorecard.landing.sources.mapping import tables

    known = {row["ticket_id"] for row in landed.rows.get("tickets", ())}
    for table in BESIDE:
        if table in landed.rows:
            landed.rows[table] = [row for row in landed.rows[table] if row["ticket_id"] in known]
    with tempfile.TemporaryDirectory() as temporary:
        for table, content in tables(landed).items():
            if content.num_rows:
                pq.write_table(content, Path(temporary) / f"{table}.parquet")
        accounts = land(Path(temporary), landing, landing_tables(PROJECT), LANDED_AT, label=f"{name}/")
    lost = [(a.table_name, a.reasons) for a in accounts if a.rows_rejected or a.refusal]
    if lost:
        print(f"{name}: not accepted: {lost}", file=sys.stderr)
    return sum(account.rows_accepted for account in accounts)


def build(folder: Path, database: Path, *more: str) -> None:
    from warehouse import dbt_here

    where = {"landing": "files", "landing_path": folder / "landing"}
    what = (
        "build",
        "--select",
        "+scorecard_weekly",
        "metric_registry",
        *more,
        "--exclude-resource-type",
        "test",
        "unit_test",
    )
    dbt_here(*what, database=database, target_path=folder / "target", **where)


def cells(database: Path) -> dict[str, dict[tuple, dict]]:
    """By variant: (week, category, metric) → the group's row."""
    import duckdb

    found: dict[str, dict] = defaultdict(dict)
    with duckdb.connect(str(database), read_only=True) as connection:
        for row in connection.sql("select * from marts.scorecard_weekly").to_arrow_table().to_pylist():
            variant, dot, category = row["category"].rpartition(".")
            if dot:
                found[variant][row["week_start"], category, row["metric"]] = row
    return found


def review_based(database: Path) -> set[str]:
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.sql("select metric from marts.metric_registry where is_review_based").fetchall()
    return {metric for (metric,) in found}


def is_same(one, other) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


def differing(mine: dict, theirs: dict) -> dict[str, Counter]:
    """By metric: groups that are equal in everything, and those that differ or are on one side only."""
    found: dict[str, Counter] = defaultdict(Counter)
    for key in sorted(mine.keys() | theirs.keys(), key=str):
        one, other = mine.get(key), theirs.get(key)
        if one is None or other is None:
            # a week without an episode of the category is no row, and 0 of 0 the same
            rest = one or other
            same = not rest["denominator"]
        else:
            same = all(is_same(one[name], other[name]) for name in COMPARED)
        found[key[2]]["equal" if same else "differ"] += 1
    return found


def compared(groups: dict) -> tuple[list[str], bool]:
    lines = [
        "*Equal to the contract*: groups (week, category, metric) whose value, interval, numerator, denominator and status are"
        " those of the same history landed by the contract. *Equal to what the shape carries*: the same against the contract's"
        " rows without what docs/sources names as lost. What differs there is the adapter's fault.",
        "",
        "| source | groups | equal to the contract | metrics that all agree | equal to what the shape carries | differ there |",
        "|---|---|---|---|---|---|",
    ]
    apart, is_equal, losses = [], True, []
    for source in SOURCES:
        raw, fair = (
            differing(groups["contract"], groups[source]),
            differing(groups[f"{source} carried"], groups[source]),
        )
        all_of = sum(count.total() for count in raw.values())
        of_fair = sum(count.total() for count in fair.values())
        equal, kept = (sum(count["equal"] for count in found.values()) for found in (raw, fair))
        agree = [metric for metric, count in raw.items() if not count["differ"]]
        is_equal &= kept == of_fair
        lines.append(
            f"| {source} | {all_of} | {equal} | {len(agree)} of {len(raw)} | {kept} of {of_fair} | {of_fair - kept} |"
        )
        losses.append(
            f"| {source} | " + ", ".join(f"{m} {c['differ']}" for m, c in sorted(raw.items()) if c["differ"]) + " |"
        )
        for metric, count in sorted(fair.items()):
            if count["differ"]:
                apart.append(f"| {source} | {metric} | {count['differ']} of {count.total()} |")
    lines += [
        "",
        "| source | metrics in which groups differ from the contract's, because the shape cannot carry them |",
        "|---|---|",
    ]
    lines += losses
    if apart:
        lines += ["", "| source | metric | groups that differ from what the shape carries |", "|---|---|---|", *apart]
    return lines, is_equal


def sums(groups: dict, estimated: set[str]) -> tuple[list[str], bool]:
    """Customers of A came through Zendesk, those of B through Chatwoot; both together in one build are their sum.

    What is counted adds up. An estimate from reviews (weighted to all that was not reviewed) and a week whose follow-ups
    are not all in (it borrows from pooled weeks) is none: there the reviews and the episodes add up.
    """
    same, apart, estimates = Counter(), Counter(), Counter()
    for key in groups["AB"].keys() | groups["A"].keys() | groups["B"].keys():
        rows = [groups[variant].get(key, {}) for variant in ("AB", "A", "B")]
        is_estimate = key[2] in estimated | RELATIVE or any(row.get("status") == "immature" for row in rows)
        if key[2] in RELATIVE:
            continue
        for part in ("reviewed_count",) if is_estimate else ("numerator", "denominator", "reviewed_count"):
            both, *told = (row.get(part) or 0 for row in rows)
            if is_same(float(sum(told)), float(both)):
                same[part] += 1
            else:
                apart[f"{part} of {key[2]}"] += 1
        estimates["all"] += is_estimate
    counted = ", ".join(f"{count} of {part}" for part, count in sorted(same.items()))
    told = ", ".join(f"{what} {count}" for what, count in sorted(apart.items())) or "none"
    return [
        "Two sources in one build: the customers of this history in two halves, one through Zendesk and one through Chatwoot,"
        f" and both together. Values of both that are the sums of the two alone: {counted}. Not so: {told}. In"
        f" {estimates['all']} groups only the reviews are compared: an estimate from reviews, or a week whose follow-ups are not"
        " all in, is weighted and is no count. `fast_wrong_rate` is left out: what is fast is judged by the group's own median."
    ], not apart
