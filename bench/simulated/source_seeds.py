"""Loaders' tables of Zendesk and Intercom (Fivetran's own test data) to the scorecard: every ticket and comment accounted for."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from simulated.source_trips import PROJECT, build, put

CONFIG = {
    "zendesk": {"ai": ["zd:answerBot"], "prefix": "zendesk:"},
    "intercom": {"ai": ["bot"], "prefix": "intercom:", "accept": ["no_ai"]},
}


def seeds(options) -> tuple[list[str], bool]:
    """One build of both; per source the loader's rows, what the mapping made of them, and what reached the marts."""
    import duckdb

    sys.path.insert(0, str(PROJECT / "tests/python/landing/sources"))
    from source_kit import mapped, reference

    lines = [
        "| source | records read | not accepted, with a reason | tickets | messages | held back: their ticket is in no table |",
        "|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        for source, config in CONFIG.items():
            landed = mapped(source, reference(f"{source}_seeds"), **config)
            assert not landed.stops, landed.stops
            tickets, messages = (len(landed.rows[table]) for table in ("tickets", "messages"))
            read = len(landed.export.records)
            known = {row["ticket_id"] for row in landed.rows["tickets"]}
            held = sum(row["ticket_id"] not in known for row in landed.rows["messages"])
            lines.append(f"| {source} | {read} | {len(landed.rejected)} | {tickets} | {messages} | {held} |")
            put(landed, source, folder / "landing")
        build(folder, folder / "scorecard.duckdb", "+source_reconciliation")
        with duckdb.connect(str(folder / "scorecard.duckdb"), read_only=True) as connection:
            told = connection.sql(
                "with why as (select source_system, measure, string_agg(told, '; ' order by told) as reasons from ("
                " select source_system, measure, concat(reason, ' ', count(*)) as told from intermediate.int_source_rows"
                " where not is_reached or not is_at_source group by source_system, measure, reason) group by all)"
                "select source_system, measure, sum(source_value)::bigint, sum(mart_value)::bigint, sum(left_out_count)::bigint,"
                " sum(added_count)::bigint, sum(unexplained_count)::bigint, any_value(why.reasons)"
                " from marts.source_reconciliation left join why using (source_system, measure) group by 1, 2 order by 1, 2"
            ).fetchall()
            groups = connection.sql("select count(*) from marts.scorecard_weekly where value is not null").fetchall()[
                0
            ][0]
    lines += [
        "",
        f"Both built together; the scorecard has {groups} groups with a value (6 of 8 AI turns are of tickets in no table,"
        " the others of one without a word of its customer).",
        "`source_reconciliation` in sum:",
        "",
        "| source | measure | at the source | in episodes | left out | added | unexplained | reasons |",
        "|---|---|---|---|---|---|---|---|",
        *(f"| {' | '.join('' if value is None else str(value) for value in row)} |" for row in told),
    ]
    return lines, bool(told) and all(row[6] == 0 for row in told)
