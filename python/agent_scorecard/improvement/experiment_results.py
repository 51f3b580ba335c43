"""Which variant did better, if any: the split first, then the outcome, then what must not have become worse."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.sequential import obrien_fleming_limits, sample_ratio_p_value, sequence_half_width

ALL = "(all)"
# metric: (better is, guardrail margin). The first is the outcome.
METRICS = {
    "closure_rate": (1, None),
    "resolution_accuracy": (1, 0.05),
    "follow_up_rate_7d": (-1, 0.05),
    "escalation_recall": (1, 0.10),
}
SPREAD = 0.1
LEAST_CUSTOMERS = 50
LEAST_WEEKS = 2
BROKEN_SPLIT = 0.001
COLUMNS = {
    "experiment": "text",
    "variant": "text",
    "control": "text",
    "metric": "text",
    "category": "text",
    "role": "text",
    "customer_count": "count",
    "control_customer_count": "count",
    "sample_ratio_p_value": "number",
    "weeks": "count",
    "denominator": "number",
    "control_denominator": "number",
    "value": "number",
    "control_value": "number",
    "difference": "number",
    "difference_low": "number",
    "difference_high": "number",
    "margin": "number",
    "looks": "count",
    "method": "text",
    "verdict": "text",
    "status": "text",
    "decision": "text",
    "first_assigned_at": "moment",
    "last_assigned_at": "moment",
}


@dataclass(frozen=True)
class Arm:
    """The ratio of two sums over customers, with the variance that customers' likeness leaves."""

    customers: int
    denominator: float
    value: float | None
    variance: float | None


def experiment_results(
    assignments: Iterable[dict], episodes: Iterable[dict], as_of: datetime, declared_looks: dict[str, int]
) -> pa.Table:
    """One row per experiment, variant against control, metric and category (and all).

    ``assignments``: experiment, unit_id (a customer), variant, assigned_at. ``episodes``: customer_id, category,
    started_at, is_ai_resolved, is_escalated, is_followed_up, correct_score, needed_score, weight. An episode counts from its
    customer's assignment on. ``declared_looks``: how many equally spaced looks were declared by experiment (O'Brien and
    Fleming); without it a confidence sequence holds whenever one looks. The control is the variant called `control`,
    else the first by name.

    Only the rows over all categories decide; those of one category show where the effect differs. ``decision`` is a
    proposal: `propose_adoption`, `propose_rejection`, `keep_running`, `repair_split`.
    """
    by_experiment: dict[str, list[dict]] = {}
    for row in assignments:
        by_experiment.setdefault(row["experiment"], []).append(row)
    of_customer: dict[str, list[dict]] = {}
    for row in episodes:
        of_customer.setdefault(row["customer_id"], []).append(row)
    rows = []
    for name, units in sorted(by_experiment.items()):
        rows += _experiment(name, units, of_customer, as_of, declared_looks.get(name))
    return typed_rows(rows, COLUMNS)


def _experiment(name: str, units: list[dict], of_customer: dict, as_of: datetime, looks: int | None) -> list[dict]:
    counts = Counter(unit["variant"] for unit in units)
    control = "control" if "control" in counts else min(counts)
    first, last = (pick(unit["assigned_at"] for unit in units) for pick in (min, max))
    shared = {
        "experiment": name,
        "control": control,
        "sample_ratio_p_value": sample_ratio_p_value([counts[variant] for variant in sorted(counts)]),
        "weeks": int((as_of - first).days // 7),
        "looks": looks,
        "method": "obrien_fleming" if looks else "confidence_sequence",
        "first_assigned_at": first,
        "last_assigned_at": last,
    }
    seen = {variant: _seen(units, variant, of_customer) for variant in counts}
    categories = sorted({row["category"] for rows in seen.values() for mine in rows for row in mine})
    found = []
    for variant in sorted(set(counts) - {control}):
        own = [
            _compare(shared | {"variant": variant}, metric, category, seen[variant], seen[control])
            for metric in METRICS
            for category in (ALL, *categories)
        ]
        found += [row | {"decision": _decision(own)} for row in own]
    return found


def _seen(units: list[dict], variant: str, of_customer: dict) -> list[list[dict]]:
    """Per customer of a variant the episodes since the assignment; a customer without one is left out."""
    told = (
        [row for row in of_customer.get(unit["unit_id"], ()) if row["started_at"] >= unit["assigned_at"]]
        for unit in units
        if unit["variant"] == variant
    )
    return [rows for rows in told if rows]


def _compare(shared: dict, metric: str, category: str, treated: list[list[dict]], control: list[list[dict]]) -> dict:
    sign, margin = METRICS[metric]
    arms = [_arm(rows, metric, category) for rows in (treated, control)]
    row = shared | {
        "metric": metric,
        "category": category,
        "role": "outcome" if margin is None else "guardrail",
        "margin": margin,
        "customer_count": arms[0].customers,
        "control_customer_count": arms[1].customers,
        "denominator": arms[0].denominator,
        "control_denominator": arms[1].denominator,
        "value": arms[0].value,
        "control_value": arms[1].value,
    }
    row["status"] = _status(row)
    (value, variance), (other, other_variance) = ((arm.value, arm.variance) for arm in arms)
    if value is not None and other is not None and variance and other_variance:
        difference = value - other
        half = _half(variance + other_variance, shared)
        row |= {
            "difference": difference,
            "difference_low": max(difference - half, -1.0),
            "difference_high": min(difference + half, 1.0),
        }
        if row["status"] == "ok":
            low, high = sorted((sign * (difference - half), sign * (difference + half)))
            row["verdict"] = _verdict(low, high, margin)
    return row


def _status(row: dict) -> str:
    if (row["sample_ratio_p_value"] or 1.0) < BROKEN_SPLIT:
        return "broken_split"
    if not row["customer_count"] or not row["control_customer_count"]:
        return "no_data"
    if min(row["customer_count"], row["control_customer_count"]) < LEAST_CUSTOMERS:
        return "low_n"
    return "ok" if row["weeks"] >= LEAST_WEEKS else "too_short"


def _half(variance: float, shared: dict) -> float:
    looks = shared["looks"]
    if not looks:
        return float(sequence_half_width(variance, SPREAD))
    # one declared look a week; after the last one nothing new is tested
    limits = obrien_fleming_limits(looks)
    return limits[min(max(shared["weeks"], 1), looks) - 1] * math.sqrt(variance)


def _verdict(low: float, high: float, margin: float | None) -> str:
    """
    >>> _verdict(0.01, 0.1, None), _verdict(-0.02, 0.1, 0.05), _verdict(-0.2, -0.06, 0.05), _verdict(-0.2, 0.1, 0.05)
    ('better', 'no_worse', 'worse', 'undecided')
    """
    if low > 0:
        return "better"
    if margin is not None and low > -margin:
        return "no_worse"
    return "worse" if high < -(margin or 0.0) else "undecided"


def _decision(rows: list[dict]) -> str:
    overall = [row for row in rows if row["category"] == ALL]
    if any(row["status"] == "broken_split" for row in overall):
        return "repair_split"
    verdicts: dict[str, list[str | None]] = {row["role"]: [] for row in overall}
    for row in overall:
        verdicts[row["role"]].append(row.get("verdict"))
    if "worse" in verdicts["outcome"] + verdicts["guardrail"]:
        return "propose_rejection"
    is_safe = all(verdict in ("better", "no_worse") for verdict in verdicts["guardrail"])
    return "propose_adoption" if verdicts["outcome"] == ["better"] and is_safe else "keep_running"


def _arm(customers: list[list[dict]], metric: str, category: str) -> Arm:
    """A ratio of sums over customers, linearised: Σe²·m/(m−1) over the squared denominator."""
    pairs = []
    for rows in customers:
        parts = (_part(row, metric) for row in rows if category in (ALL, row["category"]))
        told = [part for part in parts if part is not None]
        if told:
            pairs.append((sum(value * weight for value, weight in told), sum(weight for _, weight in told)))
    m = len(pairs)
    if not m:
        return Arm(0, 0.0, None, None)
    top, below = np.array(pairs, float).T
    value, total = top.sum() / below.sum(), below.sum()
    # half a success and half a failure more in the variance: a census of ten yeses is no certainty
    smoothed = (top.sum() + below.mean()) / (total + 2 * below.mean())
    residual = top - value * below
    least = smoothed * (1 - smoothed) * (below**2).sum()
    variance = max((residual**2).sum() * m / max(m - 1, 1), 0.5 * least) / total**2
    return Arm(m, float(total), float(value), float(variance) if m > 1 else None)


def _part(row: dict, metric: str) -> tuple[float, float] | None:
    """One episode's (0 to 1, weight) for a metric, or None where it says nothing of it."""
    reviewed = row["weight"] if row["correct_score"] is not None else None
    if metric == "closure_rate":
        return float(bool(row["is_ai_resolved"])), 1.0
    if metric == "follow_up_rate_7d":
        known = row["is_ai_resolved"] and row["is_followed_up"] is not None
        return (float(row["is_followed_up"]), 1.0) if known else None
    if metric == "resolution_accuracy":
        return (row["correct_score"], reviewed) if reviewed and row["is_ai_resolved"] else None
    is_needed = (row["needed_score"] or 0) >= 0.5
    return (float(bool(row["is_escalated"])), reviewed) if reviewed and is_needed else None
