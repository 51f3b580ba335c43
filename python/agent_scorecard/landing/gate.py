"""The gate: one Great Expectations suite per landing table, made from the contract. What it flags is what is rejected.

A batch is checked as an Arrow-backed frame: the text of the columns that must be there or come from a list, and one
column of truths for each rule that needs more than one value ("created_at is a timestamp", "ticket_id is landed").
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.contract import Column, Table

# clocks of helpdesk and loader may differ; more than a day is a wrong year or a wrong zone
FUTURE_ALLOWANCE = timedelta(days=1)
WITHIN_SCALE = "score is within its scale"
VERDICT_PARTS = ("is_valid", "is_complete", "is_helpful")
KINDS = {"timestamp": "time", "date": "date", "boolean": "boolean", "bigint": "whole number"}


@dataclass(frozen=True)
class Rule:
    """One expectation: what it looks at, what it allows, and how a breach is told. ``says`` may use {value}."""

    reason: str
    column: str
    says: str
    subject: str
    allowed: tuple = ()
    limits: tuple[float, float] | None = None


def kind(column: Column) -> str:
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
                f"{c.name} is not a {kind(c)}: {{value!r}}",
                f"{c.name} is a {kind(c)}",
                (True,),
            )
            for c in table.columns
            if c.data_type != "varchar"
        ),
        *(
            Rule("unknown_value", c.name, f"{c.name} is none of {', '.join(c.values)}: {{value!r}}", c.name, c.values)
            for c in table.columns
            if c.values
        ),
        *(
            Rule(
                "out_of_range",
                c.name,
                f"{c.name} is not within {c.limits[0]:g} and {c.limits[1]:g}: {{value!r}}",
                c.name,
                limits=c.limits,
            )
            for c in table.columns
            if c.limits
        ),
        *(
            Rule("in_the_future", c.name, f"{c.name} is from the future: {{value!r}}", f"{c.name} has passed", (True,))
            for c in table.columns
            if c.data_type == "timestamp" and is_about_tickets(table)
        ),
        *_rules_of(table),
        Rule(
            "conflicting_duplicate",
            table.key[0],
            f"{', '.join(table.key)} {{value!r}} is in an earlier row of this file, with other content",
            f"{', '.join(table.key)} has one content",
            (True,),
        ),
    ]


def is_about_tickets(table: Table) -> bool:
    """Everything such a table tells has happened already; a release or a price may lie ahead."""
    return any(column.name == "ticket_id" for column in table.columns)


def needs_ticket(table: Table) -> bool:
    return is_about_tickets(table) and table.key != ("ticket_id",)


def _rules_of(table: Table) -> Iterable[Rule]:
    if needs_ticket(table):
        yield Rule(
            "orphan", "ticket_id", "its ticket {value!r} is not landed, now or before", "ticket_id is landed", (True,)
        )
    if table.name == "satisfaction":
        yield Rule(
            "out_of_range",
            "score",
            "score is not within 0 and scale_max: {value!r}",
            WITHIN_SCALE,
            (True,),
        )
    if table.name == "reviews":
        told = "verdict {value!r} conflicts with is_valid, is_complete and is_helpful"
        yield Rule("conflicting_verdict", "verdict", told, "verdict agrees with its parts", (True,))


def frame(
    table: Table,
    text: pa.Table,
    typed: dict[str, pa.Array],
    is_landed: np.ndarray | None,
    is_conflict: np.ndarray,
    loaded_at: datetime,
) -> pa.Table:
    """What the suite looks at, one column per subject of a rule."""
    nulls = pa.nulls(len(text), pa.string())
    texts = {
        column.name: text[column.name].combine_chunks() if column.name in text.column_names else nulls
        for column in table.columns
    }
    latest = pa.scalar(loaded_at + FUTURE_ALLOWANCE, pa.timestamp("us"))
    subjects: dict[str, pa.Array] = {}
    for rule in rules(table):
        column = rule.column
        if rule.limits:
            subjects[rule.subject] = pc.cast(typed[column], pa.float64())
        elif rule.subject == column:
            subjects[rule.subject] = texts[column]
        elif rule.reason == "in_the_future":
            subjects[rule.subject] = pc.less_equal(typed[column], latest)
        elif rule.reason == "orphan":
            subjects[rule.subject] = pc.if_else(
                pc.is_null(texts[column]), pa.scalar(None, pa.bool_()), pa.array(is_landed)
            )
        elif rule.reason == "conflicting_duplicate":
            subjects[rule.subject] = pa.array(~is_conflict)
        elif rule.reason == "conflicting_verdict":
            subjects[rule.subject] = _verdict_agrees(texts["verdict"], [typed[part] for part in VERDICT_PARTS])
        elif rule.subject == WITHIN_SCALE:
            within = pc.and_kleene(
                pc.greater_equal(typed["score"], 0), pc.less_equal(typed["score"], typed["scale_max"])
            )
            subjects[rule.subject] = within
        else:
            is_read = pc.is_valid(typed[column])
            subjects[rule.subject] = pc.if_else(pc.is_null(texts[column]), pa.scalar(None, pa.bool_()), is_read)
    return pa.table(subjects)


def _verdict_agrees(verdict: pa.Array, parts: list[pa.Array]) -> pa.Array:
    """False where the verdict is correct and a part is false, or is partial or incorrect and every part is true."""
    whole = pc.and_kleene(pc.and_kleene(parts[0], parts[1]), parts[2])
    says = pc.if_else(
        pc.equal(verdict, "correct"),
        True,
        pc.if_else(pc.is_in(verdict, pa.array(["partial", "incorrect"])), False, None),
    )
    return pc.equal(whole, says)


class Gate:
    """The suite of one table. ``check`` returns what each batch breaks; ``result`` is the whole file's validation."""

    def __init__(self, table: Table):
        import great_expectations.expectations as gxe
        from great_expectations import ExpectationSuite

        self.rules = rules(table)
        context = _context()
        self._batches = _batch_definition(table.name)
        expectations = [
            gxe.ExpectColumnValuesToBeBetween(
                column=r.subject, min_value=r.limits[0], max_value=r.limits[1], meta=self._meta(r)
            )
            if r.limits
            else gxe.ExpectColumnValuesToBeInSet(column=r.subject, value_set=list(r.allowed), meta=self._meta(r))
            if r.allowed
            else gxe.ExpectColumnValuesToNotBeNull(column=r.subject, meta=self._meta(r))
            for r in self.rules
        ]
        name = f"landing.{table.name}"
        self._suite = ExpectationSuite(name=name, expectations=expectations)
        self._by_subject = {(r.subject, r.reason): r for r in self.rules}
        self.result: dict | None = None
        del context

    @staticmethod
    def _meta(rule: Rule) -> dict:
        return {"reason": rule.reason, "landing_column": rule.column, "notes": rule.says.replace("{value!r}", "…")}

    def check(self, rows: pa.Table) -> list[tuple[int, Rule]]:
        """(row index, rule broken) for every breach, in the order of the rules."""
        if not len(rows):
            return []
        batch = self._batches.get_batch({"dataframe": rows.to_pandas(types_mapper=_arrow_backed)})
        validation = batch.validate(
            self._suite, result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False}
        )
        breaches: dict[tuple[str, str], list[int]] = {}
        for result in validation.results:
            config = result.expectation_config
            if result.exception_info and result.exception_info.get("raised_exception"):
                raise RuntimeError(
                    f"{self._suite.name}: {config.type} on {config.kwargs['column']}: {result.exception_info}"
                )
            breaches[config.kwargs["column"], config.meta["reason"]] = result.result.get("unexpected_index_list") or []
        self._add(validation.to_json_dict())
        return [(int(index), rule) for rule in self.rules for index in breaches[rule.subject, rule.reason]]

    def _add(self, validation: dict) -> None:
        """One more batch into the file's validation: counts add up, a few unexpected values stay as examples."""
        for result in validation["results"]:
            for key in (
                "unexpected_list",
                "unexpected_index_list",
                "partial_unexpected_index_list",
                "partial_unexpected_counts",
            ):
                result["result"].pop(key, None)
        if self.result is None:
            self.result = validation
            return
        for total, part in zip(self.result["results"], validation["results"], strict=True):
            total["success"] = total["success"] and part["success"]
            for key in ("element_count", "unexpected_count", "missing_count"):
                if key in part["result"]:
                    total["result"][key] = total["result"].get(key, 0) + part["result"][key]
            examples = total["result"].get("partial_unexpected_list", []) + part["result"].get(
                "partial_unexpected_list", []
            )
            total["result"]["partial_unexpected_list"] = examples[:20]
            checked = total["result"]["element_count"] or 1
            total["result"]["unexpected_percent"] = 100.0 * total["result"]["unexpected_count"] / checked
        successes = sum(result["success"] for result in self.result["results"])
        evaluated = len(self.result["results"])
        self.result["success"] = successes == evaluated
        self.result["statistics"] = {
            "evaluated_expectations": evaluated,
            "successful_expectations": successes,
            "unsuccessful_expectations": evaluated - successes,
            "success_percent": 100.0 * successes / evaluated,
        }


def _arrow_backed(data_type: pa.DataType):
    import pandas as pd

    return pd.ArrowDtype(data_type)


@cache
def _context():
    # no telemetry, whatever the environment says; read when the library is imported
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


@cache
def _batch_definition(table: str):
    source = (
        _context().data_sources.add_or_update_pandas("landing")
        if not _context().data_sources.all().get("landing")
        else _context().data_sources.get("landing")
    )
    return source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("rows")
