"""The tables that pages are made of. Aggregates only: no column that a customer wrote, and no message."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from agent_scorecard.serving.queries import (
    business_queries,
    list_queries,
    loop_queries,
    scorecard_queries,
    watch_queries,
)
from agent_scorecard.serving.queries.shown_weeks import Query
from agent_scorecard.serving.reader import reading

QUERIES: dict[str, Query] = (
    scorecard_queries.QUERIES
    | watch_queries.QUERIES
    | loop_queries.QUERIES
    | business_queries.QUERIES
    | list_queries.QUERIES
)


@dataclass(frozen=True)
class Tables:
    """What the pages are made of: rows by name of the query; a mart that the database lacks has none."""

    as_of: datetime | None = None
    published_at: datetime | None = None
    # whose numbers these are: sample, files or warehouse, and the company's name where one is set
    landing: str | None = None
    company_name: str | None = None
    # where the help desk shows a ticket, with {ticket_id} in it; without it the lists link nothing
    ticket_url: str | None = None
    rows: Mapping[str, list[dict]] = field(default_factory=dict)
    # marts that this version's pages read and the file has not: what they would show is left out
    lacking: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> list[dict]:
        if name not in QUERIES:
            raise KeyError(name)
        return self.rows.get(name, [])


def read_tables(database: Path, ticket_url: str | None = None, only: Collection[str] = ()) -> Tables:
    """Read the served file, or any built database, read-only; with ``only``, no more than these queries.

    Raises NothingToRead where there is no such file or no scorecard in it.
    """
    with reading(database) as file:
        file.require("scorecard_weekly", "metric_registry", "outcome_ladder_weekly")
        rows = {
            name: file.rows(query)
            for name, (needed, query) in QUERIES.items()
            if file.marts.issuperset(needed) and (not only or name in only)
        }
        about, marts = file.about(), file.marts
    lacking = tuple(sorted({mart for needed, _ in QUERIES.values() for mart in needed} - marts))
    return Tables(about.as_of, about.published_at, about.landing, about.company_name, ticket_url, rows, lacking)
