"""What is right after an erasure: the figures of a twin, the same project in which the person's words never were.

The twin is a copy of the whole project from before the erasure: the same salts, draws, publications and reviews. In its
landing files the person's texts are emptied and the ids changed by the few lines below, which share nothing with
`agent-scorecard erase`; then it is built and published by the same command. Every value of every served mart has to be
equal, numbers with a fraction to one part in a thousand million.
"""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

# columns of words, and of ids of customers, by landing table (docs/landing.md)
WORDS = {
    "tickets": ("subject", "vip_note"),
    "messages": ("body",),
    "satisfaction": ("comment",),
    "reviews": ("note", "corrected_answer", "failure_reason"),
    "judgements": ("reason",),
    "shadow_answers": ("ai_answer", "human_answer"),
}
IDS = {
    "tickets": "customer_id",
    "messages": "author_id",
    "ticket_events": "actor_id",
    "customers": "customer_id",
    "experiment_assignments": "unit_id",
}
# what a build says of itself: its own clock
OF_THE_RUN = ("publication",)
# published with every figure of a week, and computed from times and states alone
NEED_NO_WORDS = (
    "closure_rate", "containment_rate", "escalation_rate", "durable_resolution_rate", "abandonment_rate",
    "median_seconds_to_first_response", "median_hours_to_resolution", "minutes_to_escalation", "follow_up_rate_24h",
    "follow_up_rate_72h", "follow_up_rate_7d", "follow_up_rate_14d", "csat_mean", "csat_response_rate", "ces_mean", "nps_mean",
)  # fmt: skip


def twin_of(project: Path) -> Path:
    """A copy of the project as it is now, without what is made anew."""
    twin = project.with_name("twin")
    shutil.copytree(
        project, twin, symlinks=True, ignore=shutil.ignore_patterns("target", "logs", "*.duckdb*", "raw", "site")
    )
    return twin


def never_wrote(landing: Path, person: str, pseudonym: str) -> int:
    """Empty the person's words in a landing's files and change their id; the number of their tickets."""
    tickets = {row["ticket_id"] for row in _rows(landing, "tickets") if row["customer_id"] == person}
    contexts = {row["page_context_id"] for row in _rows(landing, "messages") if row["ticket_id"] in tickets}
    for table in WORDS | IDS | {"page_contexts": ()}:
        words, id_column = WORDS.get(table, ()), IDS.get(table, "")

        def change(row: dict, table=table, words=words, id_column=id_column) -> dict:
            if table == "page_contexts":
                url = row["page_url"] or ""
                is_seen = row["page_context_id"] in contexts
                return row | {"page_url": url.partition("?")[0].partition("#")[0] or None} if is_seen else row
            is_theirs = bool(id_column) and row[id_column] == person
            if is_theirs:
                row = row | {id_column: pseudonym}
                if table == "customers":
                    row |= {"name": None, "same_as_customer_id": None}
            if is_theirs or row.get("ticket_id") in tickets:
                row = row | {column: None for column in words if column in row}
            return row

        for path in _files(landing, table):
            _rewrite(path, change)
    return len(tickets)


def _files(landing: Path, table: str) -> list[Path]:
    return sorted([*(landing / table).glob("**/*.parquet"), *(landing / "_waiting" / table).glob("**/*.parquet")])


def _rows(landing: Path, table: str) -> list[dict]:
    return [row for path in _files(landing, table) for row in pq.read_table(path).to_pylist()]


def _rewrite(path: Path, change: Callable[[dict], dict]) -> None:
    table = pq.read_table(path)
    pq.write_table(table.from_pylist([change(row) for row in table.to_pylist()], schema=table.schema), path)


def differing(served: Path, twin: Path) -> dict[str, str]:
    """{mart: how it differs} of two served files; empty where every value is equal."""
    told = {}
    ours, theirs = _marts(served), _marts(twin)
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = sorted(ours.get(name, []), key=_order), sorted(theirs.get(name, []), key=_order)
        unequal = sum(not _is_equal(a, b) for a, b in zip(one, other, strict=False))
        if len(one) != len(other) or unequal:
            told[name] = f"{len(one)} rows, the twin {len(other)}; {unequal} differ"
    return told


def values_of(served: Path) -> int:
    """How many values all served marts hold."""
    return sum(len(row) for rows in _marts(served).values() for row in rows)


def _marts(served: Path) -> dict[str, list[tuple]]:
    import duckdb

    with duckdb.connect(str(served), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return {
            name: connection.execute(f'select * from marts."{name}"').fetchall()
            for (name,) in names
            if name not in OF_THE_RUN
        }


def _order(row: tuple) -> tuple:
    # first by what is exact, so that a last bit moves no row
    return (
        tuple(repr(value) for value in row if not isinstance(value, float)),
        tuple(f"{value:.6g}" for value in row if isinstance(value, float)),
    )


def _is_equal(one: tuple, other: tuple) -> bool:
    return len(one) == len(other) and all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )


def denominators(served: Path) -> Counter:
    """Episodes by metric, over all weeks."""
    import duckdb

    query = (
        "select metric, coalesce(sum(denominator), 0) from marts.scorecard_weekly where category = '(all)' group by all"
    )
    with duckdb.connect(str(served), read_only=True) as connection:
        return Counter(dict(connection.execute(query).fetchall()))


def changed(before: Counter, after: Counter) -> dict[str, tuple[float, float]]:
    """{metric: (was, is)} of the metrics that rest on another number of episodes now."""
    return {
        name: (before[name], after[name])
        for name in sorted(before | after)
        if not math.isclose(before[name], after[name], rel_tol=1e-9)
    }


def compared(project: Path, twin: Path, before: Counter) -> dict:
    """What the erased project serves, beside its twin and beside what it served before."""
    served, other = (folder / "data" / "served" / "scorecard.duckdb" for folder in (project, twin))
    moved = changed(before, denominators(served))
    return {
        "differs from the twin": differing(served, other),
        "values compared": values_of(served),
        "needs no words and changed": {name: pair for name, pair in moved.items() if name in NEED_NO_WORDS},
        "needs words and changed": {name: pair for name, pair in moved.items() if name not in NEED_NO_WORDS},
        "needs no words": len(NEED_NO_WORDS),
    }
