"""The series of the watch: a metric of a category or segment, week by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

# Units whose values are charted as logs: they are positive and skewed.
LOG_UNITS = ("seconds", "minutes", "hours")


@dataclass(frozen=True)
class Metric:
    """What the watch must know of a metric; ``final_weeks``: how many of the weeks, from the first, may be tested."""

    metric: str
    unit: str
    direction: str
    is_alerting: bool
    final_weeks: int


@dataclass(frozen=True)
class Cell:
    """One published number of one week. ``volume``: what it rests on; ``count``: successes, for a share."""

    metric: str
    segment_type: str
    segment: str
    week: int
    value: float
    low: float
    high: float
    count: float
    volume: float


def cells_of(rows: Iterable[tuple], weeks: list[date]) -> list[Cell]:
    """Groups from rows (metric, segment_type, segment, week, value, low, high, numerator, denominator, n_effective, method).

    A plain ratio of sums counts as it is: that customers' episodes are alike is part of the dispersion between weeks.
    Estimates (from weighted reviews, from survival curves) count for what they are worth, their effective number.
    """
    place = {week: index for index, week in enumerate(weeks)}

    def number(value) -> float:
        return float("nan") if value is None else float(value)

    cells = []
    for metric, kind, segment, week, value, low, high, numerator, denominator, n_effective, method in rows:
        is_counted = method == "wilson_clustered"
        volume = number(denominator if is_counted else n_effective)
        count = number(numerator) if is_counted else number(value) * volume
        if week in place:
            cells.append(
                Cell(metric, kind, segment, place[week], number(value), number(low), number(high), count, volume)
            )
    return sorted(cells, key=lambda cell: (cell.metric, cell.segment_type, cell.segment, cell.week))


def series_by_week(cells: Iterable[Cell], weeks: int) -> list[int]:
    """How many series had begun by each week: a budget is shared among those known then, whatever comes later."""
    first: dict[tuple[str, str], int] = {}
    for cell in cells:
        if cell.volume > 0:
            key = cell.metric, cell.segment
            first[key] = min(first.get(key, cell.week), cell.week)
    begun = np.sort(np.array(list(first.values()), int))
    return np.searchsorted(begun, np.arange(max(weeks, 1)), side="right").tolist()


def scale_of(metric: Metric) -> str:
    """The scale on which the metric is watched: `share`, `log` for times, else `value`."""
    return "share" if metric.unit == "share" else "log" if metric.unit in LOG_UNITS else "value"


def numeric_series(value, low, high, volume, is_log: bool) -> tuple[np.ndarray, np.ndarray]:
    """Values on their scale, and standard errors in which only the volume varies from week to week.

    A week's own interval is too noisy to weigh it by at ten episodes. The spread of one episode is averaged over all
    weeks so far (so that later weeks never change an earlier verdict) and divided by the root of the week's volume.
    """
    is_known = np.isfinite(value) & (volume > 0)
    if is_log:
        is_known &= value > 0
        own_known = is_known & (low > 0) & (high > low)
        with np.errstate(divide="ignore", invalid="ignore"):
            half = np.log(high / low) / 2
            value = np.where(is_known, np.log(np.where(is_known, value, 1)), np.nan)
    else:
        own_known = is_known & (high > low)
        half = (high - low) / 2
    spread = np.where(own_known, (half / 1.96) ** 2 * volume, 0.0)
    # peers share the spread: few weeks of one small category would know it badly
    known_so_far = np.cumsum(own_known.sum(-2, keepdims=True), -1)
    typical = np.cumsum(spread.sum(-2, keepdims=True), -1) / np.maximum(known_so_far, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(typical / volume)
    return np.where(is_known, value, np.nan), np.where(is_known & (known_so_far > 0) & (typical > 0), error, np.nan)
