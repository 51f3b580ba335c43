"""Is faster worse? Per category and week, over the weeks up to it, always within category and week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.statistics.stratified import mantel_haenszel, pareto, weighted_share

ALL = "(all)"
EPOCH = date(1970, 1, 1)
# A version is placed on the frontier only from this many reviewed resolutions on.
LEAST_REVIEWED = 5
SCHEMA = pa.schema(
    [("period", pa.string()), ("period_start", pa.date32()), ("segment_type", pa.string()), ("segment", pa.string())]
    + [("metric", pa.string())]
    + [(name, pa.float64()) for name in ("value", "value_low", "value_high", "numerator", "denominator")]
    + [("n_effective", pa.float64()), ("method", pa.string()), ("status_hint", pa.string()), ("note", pa.string())]
    + [("n_reviewed", pa.int64())]
)


def speed_quality(
    resolutions: pa.Table, window_weeks: int, min_n: dict[str, int], windows: Sequence[tuple[str, date, date]] = ()
) -> pa.Table:
    """One row per week, category and metric; and of what was wrong, one per window of weeks.

    ``resolutions``: the AI's timed resolutions, one a row: week_start, category, agent_version, seconds, correct (0 to
    1, null where nobody reviewed), weight (one over the probability of the draw), came_back (null where not known yet).
    Fast is at or below the median of the category's own resolutions in the ``window_weeks`` weeks up to the week.
    ``min_n``: by metric, the reviews below which a share is ``low_n``; so it is where their effective number is below half of it.
    ``windows``: name, first and last week; an episode that was fast in its own week is fast in it.
    """
    if not len(resolutions):
        return SCHEMA.empty_table()
    week = resolutions["week_start"].cast(pa.int32()).to_numpy()
    weeks = np.unique(week)
    category = np.array(resolutions["category"].to_pylist(), dtype=object)
    version = np.array([v or "(none)" for v in resolutions["agent_version"].to_pylist()], dtype=object)
    seconds, weight, correct, came_back = (
        resolutions[name].cast(pa.float64()).to_numpy() for name in ("seconds", "weight", "correct", "came_back")
    )
    out = []
    was_fast = np.zeros(len(week), dtype=bool)
    for at in weeks:
        recent = (week <= at) & (week > at - 7 * window_weeks)
        is_fast = np.zeros(len(week), dtype=bool)
        for name in np.unique(category[recent]):
            own = recent & (category == name)
            is_fast[own] = seconds[own] <= np.median(seconds[own])
        was_fast[week == at] = is_fast[week == at]
        for name in [*np.unique(category[recent]), ALL]:
            own = recent if name == ALL else recent & (category == name)
            strata = np.array([f"{c}|{w}" for c, w in zip(category[own], week[own], strict=True)])
            cell = ("week", EPOCH + timedelta(days=int(at)), "category", str(name))
            reviewed = np.isfinite(correct[own])
            this_week = week[own] == at
            for metric, chosen in (("fast_wrong_rate", is_fast[own]), ("slow_wrong_rate", ~is_fast[own])):
                out += _wrong(cell, metric, 1 - correct[own], weight[own], this_week & chosen, min_n.get(metric, 0))
            known = np.isfinite(came_back[own])
            out += _ratio(cell, "wrong_odds_ratio", strata, is_fast[own], 1 - correct[own], weight[own], reviewed)
            out += _ratio(cell, "follow_up_odds_ratio", strata, is_fast[own], came_back[own], np.ones(own.sum()), known)
            out += _frontier(cell, version[own], seconds[own], correct[own], weight[own], reviewed)
    for period, first, last in windows:
        inside = (week >= (first - EPOCH).days) & (week <= (last - EPOCH).days)
        for name in [*np.unique(category[inside]), ALL]:
            own = inside if name == ALL else inside & (category == name)
            cell = (period, first, "category", str(name))
            out += _wrong(cell, "fast_wrong_rate", 1 - correct, weight, own & was_fast, min_n.get("fast_wrong_rate", 0))
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in out], schema=SCHEMA)


def _wrong(cell, metric, wrong, weight, chosen, least):
    """The share of the ``chosen`` that was wrong (nan where nobody reviewed); unverified where nobody reviewed any of them."""
    if not chosen.any():
        return []
    chosen = chosen & np.isfinite(wrong)
    if not chosen.any():
        return [(*cell, metric, None, None, None, None, 0.0, 0.0, None, "unverified", None, 0)]
    weights = np.where(np.isfinite(weight[chosen]), weight[chosen], 1.0)
    value, low, high, size = weighted_share(wrong[chosen], weights)
    hint = "low_n" if chosen.sum() < least or size < least / 2 else None
    total = weights.sum()
    numbers = (value, low, high, value * total, total, size)
    return [(*cell, metric, *numbers, "hajek_jeffreys", hint, None, int(chosen.sum()))]


def _ratio(cell, metric, strata, is_fast, bad, weight, known):
    """The odds of a bad end when fast over those when slow, within stratum; weights are scaled to effective counts."""
    if not known.any():
        return []
    strata, is_fast, bad = strata[known], is_fast[known], bad[known]
    weight = np.where(np.isfinite(weight[known]), weight[known], 1.0)
    _, stratum = np.unique(strata, return_inverse=True)
    total, squares = np.bincount(stratum, weight), np.bincount(stratum, weight**2)
    scaled = weight * (total / squares)[stratum]
    tables = [
        np.bincount(stratum, scaled * chosen * end, minlength=len(total))
        for chosen, end in ((is_fast, bad), (is_fast, 1 - bad), (~is_fast, bad), (~is_fast, 1 - bad))
    ]
    ratio = mantel_haenszel(*tables)
    count = float(len(strata))
    value, low, high = (None if np.isnan(x) else x for x in (ratio.value, ratio.low, ratio.high))
    return [(*cell, metric, value, low, high, None, count, float(scaled.sum()), "mantel_haenszel", None, None, None)]


def _frontier(cell, version, seconds, correct, weight, reviewed):
    """The versions that no other version beats in both speed and accuracy."""
    points = []
    for name in np.unique(version):
        own = version == name
        judged = own & reviewed
        if judged.sum() >= LEAST_REVIEWED:
            weights = np.where(np.isfinite(weight[judged]), weight[judged], 1.0)
            points.append((str(name), np.median(seconds[own]), (correct[judged] * weights).sum() / weights.sum()))
    if not points:
        return []
    best = pareto([speed for _, speed, _ in points], [quality for _, _, quality in points])
    names = "; ".join(name for (name, _, _), is_best in zip(points, best, strict=True) if is_best)
    count = float(best.sum())
    return [
        (*cell, "pareto_version_count", count, None, None, count, float(len(points)), None, "pareto", None, names, None)
    ]
