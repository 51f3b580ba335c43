"""The rules of the gate, one list per landing table, made from the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent_scorecard.contract import Column, Table
from agent_scorecard.landing.repairs import STATUS_VALUES

WITHIN_SCALE = "score is within its scale"
KINDS = {"timestamp": "time", "date": "date", "boolean": "boolean", "bigint": "whole number"}


@dataclass(frozen=True)
class Rule:
    """One expectation: what it looks at, what it allows, and how a breach is told. ``says`` may use {value}.

    A rule that looks at a column of truths is computed by ``frame``; ``is_about`` names the computation.
    """

    reason: str
    column: str
    says: str
    subject: str
    allowed: tuple = ()
    limits: tuple[float, float] | None = None


def kind(column: Column) -> str:
    """The gate's word for a column's type."""
    return KINDS.get(column.data_type, "number")


def rules(table: Table) -> list[Rule]:
    """The rules of one landing table; the first that a row breaks is the reason it is rejected for."""
    return [
        *(
            Rule("missing_value", c.name, f"{c.name} is required and empty", c.name)
            for c in table.columns
            if c.is_required
        ),
        *(
            Rule(
                f"bad_{kind(c).split()[-1]}",
                c.name,
                f"{c.name} is not a {kind(c)} but of the form {{value}}",
                f"{c.name} is a {kind(c)}",
                (True,),
            )
            for c in table.columns
            if c.data_type != "varchar"
        ),
        *(
            Rule("unknown_value", c.name, f"{c.name} is none of {', '.join(c.values)}", c.name, c.values)
            for c in table.columns
            if c.values
        ),
        *(
            Rule(
                "out_of_range",
                c.name,
                f"{c.name} is not within {c.limits[0]:g} and {c.limits[1]:g}: {{value}}",
                c.name,
                limits=c.limits,
            )
            for c in table.columns
            if c.limits
        ),
        *_rules_of_times(table),
        *(
            Rule(
                "rounded_id",
                c.name,
                f"{c.name} lost digits in a spreadsheet; export it as text",
                f"{c.name} is whole",
                (True,),
            )
            for c in table.columns
            if c.is_id
        ),
        *_rules_of(table),
    ]


def _rules_of_times(table: Table) -> Iterable[Rule]:
    """What has happened has passed, and no time is before all data or far ahead."""
    for c in table.columns:
        if c.data_type == "timestamp" and is_about_tickets(table):
            told = f"{c.name} is from the future: {{value}}"
            yield Rule("in_the_future", c.name, told, f"{c.name} has passed", (True,))
    for c in table.columns:
        if c.data_type in ("timestamp", "date"):
            told = f"{c.name} is before plausible_from or too far ahead (its form: {{value}})"
            yield Rule("implausible_time", c.name, told, f"{c.name} is plausible", (True,))


def conflict(table: Table) -> Rule:
    """The rule among rows that broke no other one: one content for one key and ``updated_at``."""
    key = ", ".join(table.key)
    told = f"{key} was in an earlier row of this file, with other content"
    return Rule("conflicting_duplicate", table.key[0], told, f"{key} has one content", (True,))


def is_about_tickets(table: Table) -> bool:
    """Everything such a table tells has happened already; a release or a price may lie ahead."""
    return any(column.name == "ticket_id" for column in table.columns)


def needs_ticket(table: Table) -> bool:
    """Is every row of the table about a ticket that must have landed? The tickets' own table is not."""
    return is_about_tickets(table) and table.key != ("ticket_id",)


def _rules_of(table: Table) -> Iterable[Rule]:
    if table.name == "ticket_events":
        for name in STATUS_VALUES:
            told = f"{name} of a status change is none of the ticket's statuses, nor a word known for one"
            yield Rule("unknown_value", name, told, f"{name} is a status", (True,))
    if "source_system" in table.identity:
        told = "source_system holds a colon, which parts it from the ticket's id"
        yield Rule("bad_source", "source_system", told, "source_system has no colon", (True,))
    if table.name == "satisfaction":
        yield Rule(
            "out_of_range",
            "score",
            "score is not within scale_min (or 0) and scale_max: {value}",
            WITHIN_SCALE,
            (True,),
        )
    if table.name == "reviews":
        told = "the verdict conflicts with is_valid, is_complete and is_helpful"
        yield Rule("conflicting_verdict", "verdict", told, "verdict agrees with its parts", (True,))
    if needs_ticket(table):
        told = "two sources landed a ticket of this id; say which one in source_system"
        yield Rule("ambiguous_ticket", "ticket_id", told, "ticket_id is one ticket", (True,))
        # last: what breaks nothing else waits for its ticket
        told = "its ticket is not landed, now or before; the row waits for it"
        yield Rule("orphan", "ticket_id", told, "ticket_id is landed", (True,))
