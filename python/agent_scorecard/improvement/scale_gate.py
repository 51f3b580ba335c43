"""May the AI take more volume in a category? Lower bounds only; what is missing is said in words and in reviews."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.review_estimator import estimate_share

ALL, DEFAULT = "(all)", "(default)"
LEAST_REVIEWS = 10
MOST_REVIEWS = 5_000
CHECKS = {
    # name: (value column, score column, limit column, sign: 1 where more is better, who counts)
    "accuracy": ("resolution_accuracy", "correct_score", "least_accuracy", 1),
    "missed": ("missed_escalation_rate", "missed", "most_missed_escalations", -1),
    "hallucination": ("hallucination_rate", "hallucination_score", "most_hallucinations", -1),
}
SAYS = {"accuracy": "accuracy", "missed": "missed escalations", "hallucination": "made-up statements"}
COLUMNS = {
    "category": "text",
    "is_open": "flag",
    "episode_count": "count",
    "reviewed_count": "count",
    **{
        f"{name}{end}": "number"
        for name in ("resolution_accuracy", "missed_escalation_rate", "hallucination_rate")
        for end in ("_numerator", "_denominator", "", "_low", "_high", "_limit")
    },
    "verified_fix_count": "count",
    "reviews_to_do": "count",
    "missing": "text",
    "status": "text",
}


def scale_gate(episodes: Iterable[dict], limits: dict[str, dict], verified_fixes: dict[str, int]) -> pa.Table:
    """One row per category and for all: is the gate open, and if not, what is missing?

    ``episodes`` of the window: category, customer_cluster, is_ai_resolved, is_escalated, correct_score, needed_score,
    hallucination_score (null without a review), weight. ``limits`` by category, with `(default)`. ``verified_fixes``
    counts the fixes that are proven to work, by category. The gate is open where the lower end of the accuracy reaches
    its limit, the upper ends of missed escalations and made-up statements stay below theirs, and one fix is proven.
    """
    groups: dict[str, list[dict]] = {ALL: []}
    for episode in episodes:
        for category in (ALL, episode["category"]):
            groups.setdefault(category, []).append(episode)
    rows = []
    for category, own in sorted(groups.items()):
        fixes = sum(verified_fixes.values()) if category == ALL else verified_fixes.get(category, 0)
        rows.append(_gate(category, own, limits.get(category) or limits[DEFAULT], fixes))
    return typed_rows(rows, COLUMNS)


def _gate(category: str, episodes: list[dict], limits: dict, fixes: int) -> dict:
    reviewed = [row for row in episodes if row["weight"] and row["correct_score"] is not None]
    row = {
        "category": category,
        "episode_count": len(episodes),
        "reviewed_count": len(reviewed),
        "verified_fix_count": fixes,
    }
    missing, to_do = [], []
    for check, (name, score, limit_name, sign) in CHECKS.items():
        found = _share(reviewed, score)
        limit = limits[limit_name]
        row |= {f"{name}{end}": value for end, value in found.items()} | {f"{name}_limit": limit}
        said, more = _lack(SAYS[check], found, limit, sign)
        missing += [said] if said else []
        to_do += [more] if more else []
    if not fixes:
        missing.append("no fix is proven yet")
    return row | {
        "is_open": not missing,
        "reviews_to_do": max(to_do, default=0),
        "missing": "; ".join(missing) or None,
        "status": "unverified" if not reviewed else "low_n" if len(reviewed) < LEAST_REVIEWS else "ok",
    }


def _share(reviewed: list[dict], score: str) -> dict:
    if score == "correct_score":
        reviewed = [row for row in reviewed if row["is_ai_resolved"]]
        values = [row[score] for row in reviewed]
    elif score == "missed":
        reviewed = [row for row in reviewed if row["needed_score"] is not None]
        values = [row["needed_score"] * (not row["is_escalated"]) for row in reviewed]
    else:
        reviewed = [row for row in reviewed if row[score] is not None]
        values = [row[score] for row in reviewed]
    if not reviewed:
        return {"_numerator": None, "_denominator": 0.0, "": None, "_low": None, "_high": None}
    found = estimate_share(
        np.zeros(len(values), int),
        values,
        [row["weight"] for row in reviewed],
        cell_count=1,
        cluster=[row["customer_cluster"] for row in reviewed],
    )
    value, size = float(found.value[0]), float(found.weighted_count[0])
    return {
        "_numerator": value * size,
        "_denominator": size,
        "": value,
        "_low": float(found.low[0]),
        "_high": float(found.high[0]),
        "_n": float(found.n_effective[0]),
    }


def _lack(name: str, found: dict, limit: float, sign: int) -> tuple[str | None, int | None]:
    """What keeps the gate shut, and how many more reviews could open it if the share stays what it is.

    >>> _lack("accuracy", {"": 0.8, "_low": 0.6, "_high": 0.9, "_n": 20.0}, 0.7, 1)
    ('accuracy: at least 60 %, and 70 % is asked; 61 more reviews could show it', 61)
    """
    n = found.pop("_n", 0.0)
    value, end = found[""], found["_low" if sign > 0 else "_high"]
    if value is None:
        return f"{name}: nobody reviewed", reviews_for(0.9 if sign > 0 else 0.02, limit, sign)
    if sign * (end - limit) >= 0:
        return None, None
    said = f"{name}: at {'least' if sign > 0 else 'most'} {end:.0%}, and {limit:.0%} is asked".replace("%", " %")
    needed = reviews_for(value, limit, sign)
    if needed is None:
        return f"{said}; more reviews will not show it, the agent must become better", None
    more = max(needed - int(n), 1)
    return f"{said}; {more} more reviews could show it", more


def reviews_for(share: float, limit: float, sign: int) -> int | None:
    """The least number of reviews at which the bound of a ``share`` that stays the same passes the ``limit``; or None.

    >>> reviews_for(0.8, 0.7, 1), reviews_for(0.6, 0.7, 1)
    (81, None)
    """
    if sign * (share - limit) <= 0:
        return None
    low, high = 1, MOST_REVIEWS

    def passes(n: int) -> bool:
        return sign * (float(wilson(share, n)[0 if sign > 0 else 1]) - limit) >= 0

    if not passes(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle + 1, high)
    return low
