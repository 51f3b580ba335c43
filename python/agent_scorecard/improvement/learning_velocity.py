"""Does it learn, and how fast: accuracy by month at one mix, fixes that worked, and how long a gap stays one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from agent_scorecard.improvement.fix_outcomes import fix_outcomes
from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.survival import quantile
from agent_scorecard.statistics.survival_curves import curves

ALL = "(all)"
LEAST_MONTHS, LEAST_REVIEWS, LEAST_GAPS = 3, 10, 3
# a month's reviews are in two weeks after its end
SETTLE_DAYS = 14
STEPS = ("seen", "reviewed", "proposed", "fixed", "proven")
COLUMNS = {
    "measure": "text",
    "category": "text",
    "unit": "text",
    "value": "number",
    "value_low": "number",
    "value_high": "number",
    "numerator": "number",
    "denominator": "number",
    "status": "text",
}


def learning_velocity(
    episodes: Iterable[dict], gaps: Iterable[dict], fixes: Iterable[dict], decisions: Iterable[dict], as_of: datetime
) -> pa.Table:
    """One row per measure and category, `(all)` too; a measure that is not known is null with its status.

    ``episodes`` that the AI answered in: category, started_at, week_start, is_ai_resolved, correct_score, weight,
    reviewed_at, and what `fix_outcomes` reads. ``gaps``: rows of `knowledge_gaps`. ``fixes`` as they landed, ordered by
    shipped_at. ``decisions``: finding, improvement, decided_at.

    `accuracy_slope`: change a month of the resolution accuracy at the mix of categories of all months together, as a
    share, from a weighted line through the logits of final months with ten reviews (Student's t on what scatters).
    `verified_fix_rate`: of shipped fixes those that work. `median_gap_age_days`, and `median_days_seen_to_reviewed` and so
    on: Kaplan-Meier, open gaps counting as not closed yet. Proven is the first week's end at which the fix's
    confidence sequence lay below 1.
    """
    episodes, fixes, decisions = list(episodes), list(fixes), list(decisions)
    gaps = [gap for gap in gaps if gap["first_seen_at"] <= as_of]
    proven = _proven_at(fixes, episodes, as_of)
    steps = [_steps(gap, episodes, decisions, proven) for gap in gaps]
    rows = []
    for category in [ALL, *sorted({row["category"] for row in episodes})]:
        own = [row for row in episodes if category in (ALL, row["category"])]
        known = [(gap, step) for gap, step in zip(gaps, steps, strict=True) if category in (ALL, gap["category"])]
        shipped = [fix for fix in fixes if category in (ALL, fix["gap_key"].partition(":")[0])]
        found = {"accuracy_slope": _slope(own, as_of), "verified_fix_rate": _verified(shipped, proven)}
        found["median_gap_age_days"] = _median(
            [(gap["first_seen_at"], gap["closed_at"], True) for gap, _ in known], as_of
        )
        for start, end in pairwise(STEPS):
            spans = [(step[start], step[end], True) for _, step in known if step[start] is not None]
            found[f"median_days_{start}_to_{end}"] = _median(spans, as_of)
        for measure, values in found.items():
            unit = "share" if measure == "verified_fix_rate" else "share a month" if "slope" in measure else "days"
            rows.append({"measure": measure, "category": category, "unit": unit} | values)
    return typed_rows(rows, COLUMNS)


def _slope(episodes: list[dict], as_of: datetime) -> dict:
    """The line through the months: each month's accuracy by category, weighed by the categories' shares of all months."""
    resolved = [row for row in episodes if row["is_ai_resolved"]]
    told = [row for row in resolved if row["correct_score"] is not None and row["weight"]]
    base = {"numerator": float(len(told)), "denominator": float(len(resolved))}
    months: dict[int, list[dict]] = {}
    for row in told:
        months.setdefault(row["started_at"].year * 12 + row["started_at"].month - 1, []).append(row)
    points = [
        (month, *_standardised(rows, resolved))
        for month, rows in sorted(months.items())
        if len(rows) >= LEAST_REVIEWS and _end(month) + timedelta(days=SETTLE_DAYS) <= as_of
    ]
    points = [point for point in points if point[2]]
    if len(points) < LEAST_MONTHS:
        return base | {"status": "unverified" if not told else "low_n"}
    x, share, variance = (np.array(column, float) for column in zip(*points, strict=True))
    logit, weight = np.log(share / (1 - share)), 1 / variance
    x = x - (weight * x).sum() / weight.sum()
    slope = (weight * x * logit).sum() / (weight * x * x).sum()
    rest = logit - (weight * logit).sum() / weight.sum() - slope * x
    # months may scatter more than their reviews explain, and never less
    scatter = max((weight * rest * rest).sum() / (len(x) - 2), 1.0)
    half = float(stdtrit(len(x) - 2, 0.975)) * math.sqrt(scatter / (weight * x * x).sum())
    middle = float((weight * share).sum() / weight.sum())
    a_month = middle * (1 - middle)
    ends = {"value": slope * a_month, "value_low": (slope - half) * a_month, "value_high": (slope + half) * a_month}
    return base | {name: round(float(value), 8) for name, value in ends.items()} | {"status": "ok"}


def _standardised(rows: list[dict], resolved: list[dict]) -> tuple[float, float]:
    """A month's share right at the mix of ``resolved``, and the variance of its logit; categories nobody reviewed count out."""
    total = share = variance = 0.0
    for category in sorted({row["category"] for row in rows}):
        own = [row for row in rows if row["category"] == category]
        part = sum(row["category"] == category for row in resolved)
        weight = sum(row["weight"] for row in own)
        n = weight**2 / sum(row["weight"] ** 2 for row in own)
        # half a right and half a wrong one more: no share of a few reviews is sure
        right = (n * sum(row["weight"] * row["correct_score"] for row in own) / weight + 0.5) / (n + 1)
        total += part
        share += part * right
        variance += part**2 * right * (1 - right) / (n + 1)
    share, variance = share / total, variance / total**2
    return share, variance / (share * (1 - share)) ** 2


def _end(month: int) -> datetime:
    return datetime((month + 1) // 12, (month + 1) % 12 + 1, 1)


def _verified(fixes: list[dict], proven: dict[str, datetime]) -> dict:
    if not fixes:
        return {"numerator": 0.0, "denominator": 0.0, "status": "no_data"}
    works, n = sum(fix["fix_id"] in proven for fix in fixes), len(fixes)
    low, high = (float(end) for end in wilson(works / n, n))
    ends = {"value": works / n, "value_low": low, "value_high": high}
    return ends | {"numerator": float(works), "denominator": float(n), "status": "ok" if n >= LEAST_GAPS else "low_n"}


def _median(spans: list[tuple[datetime, datetime | None, bool]], as_of: datetime) -> dict:
    """Kaplan-Meier's median of days from start to end, and how many of how many reached the end."""
    counts = {"numerator": float(sum(end is not None for _, end, _ in spans)), "denominator": float(len(spans))}
    if not spans:
        return counts | {"status": "no_data"}
    days = [max(((end or as_of) - start).total_seconds() / 86_400, 0.0) for start, end, _ in spans]
    steps = curves(
        np.zeros(len(spans), int), np.array(days), np.array([int(end is not None) for _, end, _ in spans]), 1
    )
    found = quantile(steps, 0.5)
    ends = {
        name: float(getattr(found, part)[0])
        for name, part in (("value", "value"), ("value_low", "low"), ("value_high", "high"))
    }
    # nan is null in the table
    status = "not_reached" if not math.isfinite(ends["value"]) else "ok" if len(spans) >= LEAST_GAPS else "low_n"
    return counts | ends | {"status": status}


def _proven_at(fixes: list[dict], episodes: list[dict], as_of: datetime) -> dict[str, datetime]:
    """When each fix was first proven: looked at once a week, as a team would; nothing where it never was."""
    proven = {}
    shipped = [fix for fix in fixes if fix["shipped_at"] <= as_of]
    works = {row["fix_id"] for row in fix_outcomes(shipped, episodes, as_of).to_pylist() if row["verdict"] == "working"}
    for fix in shipped:
        if fix["fix_id"] not in works:
            continue
        at = fix["shipped_at"]
        while at < as_of:
            at = min(at + timedelta(weeks=1), as_of)
            seen = [row for row in episodes if row["started_at"] <= at]
            known = [each for each in shipped if each["shipped_at"] <= at]
            verdicts = {row["fix_id"]: row["verdict"] for row in fix_outcomes(known, seen, at).to_pylist()}
            if verdicts[fix["fix_id"]] == "working":
                break
        proven[fix["fix_id"]] = at
    return proven


def _steps(gap: dict, episodes: list[dict], decisions: list[dict], proven: dict[str, datetime]) -> dict:
    """The first time of each step; a step that is not known to have happened is None."""
    seen, key = gap["first_seen_at"], gap["gap_key"]
    what = key.partition(":")[2]
    about = [
        row["reviewed_at"]
        for row in episodes
        if row["reviewed_at"] is not None
        and row["reviewed_at"] >= seen
        and row["category"] == gap["category"]
        and (
            gap["release_id"]
            or gap["feature_id"]
            or what in (row["article_id"], row["cluster_key"], row["failure_reason"])
        )
    ]
    named = [
        row["decided_at"]
        for row in decisions
        if key in f"{row['finding'] or ''} {row['improvement'] or ''}" and row["decided_at"] >= seen
    ]
    reviewed, proposed = min(about, default=None), min(named, default=None)
    fixed = gap["closed_at"]
    # who ships has proposed at the latest then
    proposed = min([at for at in (proposed, fixed) if at is not None], default=None)
    reviewed = None if reviewed is not None and proposed is not None and reviewed > proposed else reviewed
    return {
        "seen": seen,
        "reviewed": reviewed,
        "proposed": proposed if reviewed is not None else None,
        "fixed": fixed if proposed is not None else None,
        "proven": proven.get(gap["fix_id"]) if fixed is not None else None,
    }
