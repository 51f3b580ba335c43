"""The AI and people on the same tickets: who is right where, and may the AI be called no worse?"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.paired import mcnemar_p_value, paired_difference
from agent_scorecard.statistics.proportions import wilson

ALL = "(all)"
# fewer pairs than this decide nothing
LEAST_PAIRS = 20
COLUMNS = {
    "category": "text",
    "blinding": "text",
    "pair_count": "count",
    "draft_count": "count",
    "both_correct_count": "count",
    "only_ai_correct_count": "count",
    "only_human_correct_count": "count",
    "neither_correct_count": "count",
    "ai_accuracy": "number",
    "ai_accuracy_low": "number",
    "ai_accuracy_high": "number",
    "human_accuracy": "number",
    "human_accuracy_low": "number",
    "human_accuracy_high": "number",
    "difference": "number",
    "difference_low": "number",
    "difference_high": "number",
    "mcnemar_p_value": "number",
    "margin": "number",
    "verdict": "text",
    "status": "text",
    "first_answered_at": "moment",
    "last_answered_at": "moment",
}


def shadow_comparison(pairs: Iterable[dict], margins: dict[str, float], default_margin: float) -> pa.Table:
    """One row per category (and all of them) and blinding (and both), from judged pairs.

    ``pairs``: category, source, is_blinded, is_ai_correct, is_human_correct, answered_at. ``margins``: how many points
    of accuracy the AI may lose by category and still be called no worse. The verdict is read from Newcombe's paired
    interval: `better` (whole interval above 0), `no_worse` (above minus the margin), `worse` (below minus the margin),
    `undecided`; null with fewer than 20 pairs.
    """
    groups: dict[tuple[str, str], list[dict]] = {(ALL, ALL): []}
    for pair in pairs:
        blinding = "blinded" if pair["is_blinded"] else "not_blinded"
        for category in (ALL, pair["category"]):
            for key in (ALL, blinding):
                groups.setdefault((category, key), []).append(pair)
    rows = [
        _row(category, blinding, rows, margins.get(category, default_margin))
        for (category, blinding), rows in sorted(groups.items())
    ]
    return typed_rows(rows, COLUMNS)


def _row(category: str, blinding: str, pairs: list[dict], margin: float) -> dict:
    counts = [
        sum((pair["is_ai_correct"], pair["is_human_correct"]) == kind for pair in pairs)
        for kind in ((True, True), (True, False), (False, True), (False, False))
    ]
    n, difference = len(pairs), paired_difference(*counts)
    row = {
        "category": category,
        "blinding": blinding,
        "pair_count": n,
        "draft_count": sum(pair["source"] == "draft" for pair in pairs),
        **dict(
            zip(
                ("both_correct_count", "only_ai_correct_count", "only_human_correct_count", "neither_correct_count"),
                counts,
                strict=True,
            )
        ),
        "difference": difference.value,
        "difference_low": difference.low,
        "difference_high": difference.high,
        "mcnemar_p_value": mcnemar_p_value(counts[1], counts[2]),
        "margin": margin,
        "status": "no_data" if not n else "low_n" if n < LEAST_PAIRS else "ok",
        "first_answered_at": min((pair["answered_at"] for pair in pairs), default=None),
        "last_answered_at": max((pair["answered_at"] for pair in pairs), default=None),
    }
    for name, right in (("ai_accuracy", counts[0] + counts[1]), ("human_accuracy", counts[0] + counts[2])):
        if n:
            low, high = wilson(right / n, n)
            row |= {name: right / n, f"{name}_low": float(low), f"{name}_high": float(high)}
    if n >= LEAST_PAIRS and difference.low is not None and difference.high is not None:
        row["verdict"] = _verdict(difference.low, difference.high, margin)
    return row


def _verdict(low: float, high: float, margin: float) -> str:
    """
    >>> _verdict(-0.04, 0.06, 0.05), _verdict(-0.3, -0.1, 0.05), _verdict(-0.2, 0.1, 0.05)
    ('no_worse', 'worse', 'undecided')
    """
    if low > 0:
        return "better"
    if low > -margin:
        return "no_worse"
    return "worse" if high < -margin else "undecided"
