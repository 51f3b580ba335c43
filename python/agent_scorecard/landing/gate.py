"""The gate: one Great Expectations suite per landing table, made from the contract. What it flags is what is rejected.

A batch is checked as an Arrow-backed frame: the text of the columns that must be there or come from a list, and one
column of truths for each rule that needs more than one value ("created_at is a timestamp", "ticket_id is landed").
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.contract import Table
from agent_scorecard.landing.gate_rules import WITHIN_SCALE, Rule, conflict, is_about_tickets, rules
from agent_scorecard.landing.plausible_times import OLDEST, Span
from agent_scorecard.landing.repairs import is_stand_in

ROUNDED_ID = r"^\d(\.\d+)?[eE]\+?\d+$"
VERDICT_PARTS = ("is_valid", "is_complete", "is_helpful")


def frame(
    table: Table,
    text: pa.Table,
    typed: dict[str, pa.Array],
    span: Span,
    is_landed: np.ndarray | None = None,
    is_ambiguous: np.ndarray | None = None,
    statuses: tuple[str, ...] = (),
) -> pa.Table:
    """What the suite looks at, one column per subject of a rule."""
    nulls = pa.nulls(len(text), pa.string())
    texts = {c.name: text[c.name].combine_chunks() if c.name in text.column_names else nulls for c in table.columns}
    latest = pa.scalar(span.latest, pa.timestamp("us"))

    def where_given(column: str, truth) -> pa.Array:
        return pc.if_else(pc.is_null(texts[column]), pa.scalar(None, pa.bool_()), truth)

    def subject(rule: Rule) -> pa.Array:
        column = rule.column
        if rule.limits:
            return pc.cast(typed[column], pa.float64())
        if rule.subject == column:
            return texts[column]
        if rule.reason == "in_the_future":
            return pc.less_equal(typed[column], latest)
        if rule.reason == "implausible_time":
            return _is_plausible(typed[column], span, is_about_tickets(table))
        if rule.reason == "rounded_id":
            return pc.invert(pc.match_substring_regex(texts[column], ROUNDED_ID))
        if rule.reason == "unknown_value":
            is_other = pc.not_equal(texts["event_type"], "status_changed")
            return where_given(column, pc.or_kleene(is_other, pc.is_in(texts[column], pa.array(statuses, pa.string()))))
        if rule.reason == "bad_source":
            return pc.invert(pc.match_substring(texts[column], ":"))
        if rule.reason in ("orphan", "ambiguous_ticket"):
            # a table with such a rule names a ticket, and then both are known
            truth = is_landed if rule.reason == "orphan" or is_ambiguous is None else ~is_ambiguous
            return where_given(column, pa.array(truth))
        if rule.reason == "conflicting_verdict":
            return _verdict_agrees(texts["verdict"], [typed[part] for part in VERDICT_PARTS])
        if rule.subject == WITHIN_SCALE:
            lowest = pc.fill_null(pc.cast(typed["scale_min"], pa.float64()), 0.0)
            is_above = pc.greater_equal(pc.cast(typed["score"], pa.float64()), lowest)
            return pc.and_kleene(is_above, pc.less_equal(typed["score"], typed["scale_max"]))
        return where_given(column, pc.is_valid(typed[column]))

    return pa.table({rule.subject: subject(rule) for rule in rules(table)})


def _is_plausible(times: pa.Array, span: Span, is_about_tickets: bool) -> pa.Array:
    """Null stays null. A day that means a missing one is never a time that was."""
    moments = pc.cast(times, pa.timestamp("us"))
    oldest = span.start if is_about_tickets else OLDEST
    within = pc.greater_equal(moments, pa.scalar(oldest, pa.timestamp("us")))
    if not is_about_tickets:
        # what is about tickets has passed, by a rule of its own
        within = pc.and_(within, pc.less_equal(moments, pa.scalar(span.end, pa.timestamp("us"))))
    return pc.and_kleene(within, pc.invert(is_stand_in(times)))


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
        self._table = table
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

    @staticmethod
    def _meta(rule: Rule) -> dict:
        return {"reason": rule.reason, "landing_column": rule.column, "notes": rule.says.replace("{value}", "…")}

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

    def check_conflicts(self, is_conflict: np.ndarray) -> Rule:
        """The rows that compete for a key, told in the validation like any other breach."""
        import great_expectations.expectations as gxe
        from great_expectations import ExpectationSuite

        rule = conflict(self._table)
        expectation = gxe.ExpectColumnValuesToBeInSet(column=rule.subject, value_set=[True], meta=self._meta(rule))
        rows = pa.table({rule.subject: pa.array(~is_conflict)}).to_pandas(types_mapper=_arrow_backed)
        suite = ExpectationSuite(name=f"{self._suite.name}.conflicts", expectations=[expectation])
        validation = self._batches.get_batch({"dataframe": rows}).validate(suite, result_format="SUMMARY")
        results = validation.to_json_dict()["results"]
        if self.result is not None:
            self.result["results"] += _without_values(results)
            _summarise(self.result)
        return rule

    def _add(self, validation: dict) -> None:
        """One more batch into the file's validation: counts add up."""
        _without_values(validation["results"])
        if self.result is None:
            self.result = validation
            return
        for total, part in zip(self.result["results"], validation["results"], strict=True):
            total["success"] = total["success"] and part["success"]
            for key in ("element_count", "unexpected_count", "missing_count"):
                if key in part["result"]:
                    total["result"][key] = total["result"].get(key, 0) + part["result"][key]
            checked = total["result"]["element_count"] or 1
            total["result"]["unexpected_percent"] = 100.0 * total["result"]["unexpected_count"] / checked
        _summarise(self.result)


def _summarise(validation: dict) -> None:
    successes = sum(result["success"] for result in validation["results"])
    evaluated = len(validation["results"])
    validation["success"] = successes == evaluated
    validation["statistics"] = {
        "evaluated_expectations": evaluated,
        "successful_expectations": successes,
        "unsuccessful_expectations": evaluated - successes,
        "success_percent": 100.0 * successes / evaluated,
    }


def _without_values(results: list[dict]) -> list[dict]:
    """Counts alone: what people wrote stays in the quarantine and out of the Data Docs."""
    for result in results:
        for key in [key for key in result["result"] if key.endswith(("_list", "_counts"))]:
            result["result"].pop(key)
    return results


def _arrow_backed(data_type: pa.DataType):
    import pandas as pd

    return pd.ArrowDtype(data_type)


@cache
def _context():
    # no telemetry, whatever the environment says; read when the library is imported
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


@cache
def _batch_definition(table: str):
    source = (
        _context().data_sources.add_or_update_pandas("landing")
        if not _context().data_sources.all().get("landing")
        else _context().data_sources.get("landing")
    )
    return source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("rows")
