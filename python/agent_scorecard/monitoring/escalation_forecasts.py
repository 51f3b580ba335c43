"""Are spikes of escalations coming, with the season or with a release? Shown only where it beat the seasonal naive forecast."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows

ALL = "(all)"
HORIZON = 4
YEAR, MONTH = 52, 4
# from so many weeks on a yearly wave is fitted
WAVE_WEEKS = 65
# weeks before the first origin that counts, and the escalations and origins without which nothing is said
FIRST, LEAST_COUNT, LEAST_ORIGINS = 26, 100, 12
ORIGINS = 104
# weeks from a release on that share an effect
RELEASE_SPANS = ((0, 1), (2, 3))
# the prior of a season's or a release's effect on the log: a half either way is a standard deviation
PRECISION = 4.0
# the newest weeks say where the level is now; this many expected escalations speak for the years' level
RECENT, LEVEL_WORTH = 8, 10.0
# the advantage over the naive forecasts must be so many of its standard errors
CLEARLY = 1.645
COLUMNS = {
    "category": "text",
    "week_start": "day",
    "weeks_ahead": "count",
    "made_after_week": "day",
    "status": "text",
    "season": "text",
    "release_count": "count",
    "usual_count": "number",
    "forecast": "number",
    "forecast_low": "number",
    "forecast_high": "number",
    "is_spike": "flag",
    "relative_error": "number",
    "naive_relative_error": "number",
    "level_relative_error": "number",
    "origin_count": "count",
    "interval_coverage": "number",
    "interval_coverage_numerator": "count",
    "interval_coverage_denominator": "count",
    "release_effect": "number",
}


def escalation_forecasts(episodes: Iterable[dict], releases: Iterable[dict], weeks: list[date]) -> pa.Table:
    """Four rows per category (and ``(all)``) that ever had an escalation: the coming weeks.

    ``episodes`` that the AI answered in: category, week_start, is_escalated; ``releases``: kind, category, week_start (those
    already dated in the weeks ahead count); ``weeks``: the final weeks, oldest first.

    Weekly counts are a Poisson regression on a yearly wave (from 65 weeks on) and on the weeks since a product release of the
    category, with normal priors, brought to the level of the newest eight weeks. It is run at every past origin on what was
    known then, but for releases, which are taken as dated four weeks ahead. ``status``: `ok` where its mean absolute error is
    surely below that of the seasonal naive forecast (the same week a year before; with less than 116 weeks, four weeks before),
    of the newest week, and of the level alone, which knows of no season and no release: where nothing but chance moves the
    weeks, their mean beats last year's, too. Else `not_better`, or `too_few` (26 weeks, 100 escalations and twelve origins
    are needed), and nothing is forecast.
    """
    counts: dict[str, Counter] = defaultdict(Counter)
    for row in episodes:
        for category in (row["category"], ALL):
            counts[category][row["week_start"]] += bool(row["is_escalated"])
    product = [row for row in releases if row["kind"] == "product"]
    rows: list[dict] = []
    for category in sorted(counts):
        if weeks and sum(counts[category][week] for week in weeks):
            rows += _rows(category, [counts[category][week] for week in weeks], product, weeks)
    return typed_rows(rows, COLUMNS)


def _rows(category: str, series: list[int], releases: list[dict], weeks: list[date]) -> list[dict]:
    coming = [weeks[-1] + timedelta(weeks=ahead) for ahead in range(1, HORIZON + 1)]
    fits = [row["week_start"] for row in releases if category == ALL or row["category"] in (category, None)]
    y = np.array(series, float)
    x = _features([*weeks, *coming], sorted(fits))
    usual = float(y[-RECENT:].mean())
    judged, reach = _judged(y, x)
    rows = []
    for ahead, week in enumerate(coming, 1):
        row: dict = {"category": category, "week_start": week, "weeks_ahead": ahead, "made_after_week": weeks[-1]}
        row |= {"usual_count": usual, "release_count": fits.count(week)} | judged
        if row["status"] == "ok":
            center, effect = _forecast(y, x, len(y) - 1)
            half = reach * math.sqrt(center[ahead - 1])
            row |= {"forecast": center[ahead - 1], "forecast_low": max(center[ahead - 1] - half, 0.0)}
            row |= {"forecast_high": center[ahead - 1] + half, "release_effect": math.exp(effect)}
            row["is_spike"] = row["forecast_low"] > usual
        rows.append(row)
    return rows


def _features(weeks: list[date], released: list[date]) -> np.ndarray:
    """Of each week: 1, whether a release is so many weeks back, and the yearly wave."""
    columns = [np.ones(len(weeks))]
    for first, last in RELEASE_SPANS:
        columns.append(
            np.array([any(first <= (week - each).days // 7 <= last for each in released) for week in weeks], float)
        )
    turn = np.array([2 * math.pi * week.toordinal() / 365.2425 for week in weeks])
    return np.column_stack([*columns, np.sin(turn), np.cos(turn)])


def _forecast(y: np.ndarray, x: np.ndarray, origin: int) -> tuple[np.ndarray, float]:
    """The four weeks after ``origin`` by what was known then, and the log of a release's effect in its first two weeks."""
    known = origin + 1
    used = slice(0, x.shape[1] if known >= WAVE_WEEKS else 1 + len(RELEASE_SPANS))
    past, past_y = x[:known, used], y[:known]
    beta = np.zeros(past.shape[1])
    beta[0] = math.log(past_y.mean() + 0.1)
    prior = np.diag([1e-6, *[PRECISION] * (past.shape[1] - 1)])
    for _ in range(30):
        mean = np.exp(np.clip(past @ beta, -20, 20))
        step = np.linalg.solve(past.T @ (past * mean[:, None]) + prior, past.T @ (past_y - mean) - prior @ beta)
        beta = beta + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-10:
            break
    fitted = np.exp(np.clip(x[: known + HORIZON, used] @ beta, -20, 20))
    level = (past_y[-RECENT:].sum() + LEVEL_WORTH) / (fitted[max(known - RECENT, 0) : known].sum() + LEVEL_WORTH)
    return fitted[known : known + HORIZON] * level, float(beta[1])


def _level(y: np.ndarray, origin: int) -> float:
    """What the regression would forecast without season and releases."""
    known = y[: origin + 1]
    newest = known[-RECENT:]
    return float(known.mean() * (newest.sum() + LEVEL_WORTH) / (len(newest) * known.mean() + LEVEL_WORTH))


def _judged(y: np.ndarray, x: np.ndarray) -> tuple[dict, float]:
    """What past origins say: the status, errors and coverage; and the reach of the 80 % interval in roots of the forecast."""
    season = YEAR if len(y) >= 2 * YEAR + LEAST_ORIGINS else MONTH
    first = max(FIRST, season, len(y) - HORIZON - ORIGINS) if season == YEAR else FIRST
    origins = [] if len(y) < FIRST else range(first, len(y) - HORIZON)
    found: dict = {"season": "year" if season == YEAR else "four_weeks", "origin_count": len(origins)}
    if len(origins) < LEAST_ORIGINS or y.sum() < LEAST_COUNT:
        return found | {"status": "too_few"}, 0.0
    mine, seasonal, naive, level = [], [], [], []
    standardised: list[list[float]] = []
    held: list[bool] = []
    for origin in origins:
        center, _ = _forecast(y, x, origin)
        came = y[origin + 1 : origin + 1 + HORIZON]
        mine.append(np.abs(came - center).mean())
        seasonal.append(np.abs(came - y[origin + 1 - season : origin + 1 - season + HORIZON]).mean())
        naive.append(np.abs(came - y[origin]).mean())
        level.append(np.abs(came - _level(y, origin)).mean())
        # outcomes of the last four origins were not over then
        over = [each for past in standardised[: max(len(standardised) - HORIZON, 0)] for each in past]
        if len(over) >= LEAST_ORIGINS * HORIZON:
            reach = _quantile(over)
            held += (np.abs(came - center) <= reach * np.sqrt(center)).tolist()
        standardised.append((np.abs(came - center) / np.sqrt(center)).tolist())
    is_better = all(_is_better(mine, other) for other in (seasonal, naive, level))
    found |= {"relative_error": sum(mine) / sum(seasonal) if sum(seasonal) else None}
    found |= {"naive_relative_error": sum(mine) / sum(naive) if sum(naive) else None}
    found |= {"level_relative_error": sum(mine) / sum(level) if sum(level) else None}
    found |= {"interval_coverage_numerator": sum(held), "interval_coverage_denominator": len(held)}
    found |= {
        "interval_coverage": sum(held) / len(held) if held else None,
        "status": "ok" if is_better else "not_better",
    }
    return found, _quantile([each for past in standardised for each in past])


def _quantile(values: list[float]) -> float:
    """The 80 % quantile; what is equal stays in one order."""
    ordered = sorted(values)
    return ordered[min(math.ceil(0.8 * (len(ordered) + 1)) - 1, len(ordered) - 1)]


def _is_better(mine: list[float], other: list[float]) -> bool:
    """Is the mean error surely smaller? Origins a week apart share three of four weeks: one in four is news."""
    gain = np.array(other) - np.array(mine)
    error = gain.std(ddof=1) / math.sqrt(len(gain) / HORIZON) if len(gain) > 1 else math.inf
    return bool(gain.mean() > CLEARLY * error)
