"""How far is too far: limits calibrated so that a stable series stays silent all year.

The limits were simulated once, by `bench/drift.py --calibrate`, and lie in alert_limits.csv next to this file: the maximum
of the statistic over 52 weekly looks on Gaussian weeks whose dispersion is unknown and large (the worst case, since at
small dispersion its floor of 1 only makes the detector more silent). So a build looks them up and simulates nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources

import numpy as np

# False alerts that a whole portfolio may raise in a stable year, counting every alerting metric and category together.
# The promise is 2; the rest of it pays for clustering, small counts and everything else that simulation leaves out.
PORTFOLIO_FALSE_ALERTS = 1.25

# (baseline weeks, pooled series, week) to the limits of the window statistic and of the EWMA
Limits = Callable[[np.ndarray, np.ndarray, int], tuple[np.ndarray, np.ndarray]]


def false_alarms_per_series(series: int, portfolio: float = PORTFOLIO_FALSE_ALERTS) -> float:
    """The yearly chance of a false alert that each of ``series`` stable series may have; never above .10.

    >>> round(false_alarms_per_series(48), 4)
    0.026
    >>> false_alarms_per_series(6)
    0.1
    """
    return min(portfolio / max(series, 1), 0.10)


def limits(false_alarms_a_year: float | Sequence[float]) -> Limits:
    """The limit of the window statistic and of the EWMA, as a function of baseline weeks and number of pooled series.

    ``false_alarms_a_year`` is the chance per series, in the one direction that is worse; one for each week where the
    number of series that share a budget grows. Between the table's points the limit is linear in log chance, and in
    one over weeks and series; outside, the nearest point holds.

    >>> window, ewma = limits(0.03)(np.array([26]), 8, 40)
    >>> 3.0 < float(window[0]) < 3.4
    True
    """
    weeks, series, table = _table()
    chances = np.atleast_1d(np.asarray(false_alarms_a_year, float))

    @cache
    def surface(chance: float) -> np.ndarray:
        return np.array([[_at_chance(table[w, s], chance) for s in series] for w in weeks])

    def threshold_for(baseline_weeks, pooled_series, week: int) -> tuple[np.ndarray, np.ndarray]:
        at = surface(float(chances[min(week, len(chances) - 1)]))
        low_weeks, to_weeks = _place(weeks, np.asarray(baseline_weeks, float)[..., None])
        low_series, to_series = _place(series, np.asarray(pooled_series, float)[..., None])
        few, many = (
            at[w[..., 0], s[..., 0]] * (1 - to_weeks) + at[w[..., 0] + 1, s[..., 0]] * to_weeks
            for w, s in (np.broadcast_arrays(low_weeks, low_series + step) for step in (0, 1))
        )
        found = few * (1 - to_series) + many * to_series
        return found[..., 0], found[..., 1]

    return threshold_for


def _place(points: Sequence[int], values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the table's point below each value, and how far it is on the way to the next, in one over the value."""
    grid, at = -1 / np.array(points, float), -1 / np.clip(values, points[0], points[-1])
    low = np.clip(np.searchsorted(grid, at, side="right") - 1, 0, len(points) - 2)
    return low, (at - grid[low]) / (grid[low + 1] - grid[low])


def _at_chance(rows: list[tuple[float, float, float]], chance: float) -> tuple[float, float]:
    chances = [np.log(row[0]) for row in rows]
    first, second = (float(np.interp(np.log(chance), chances, [row[k] for row in rows])) for k in (1, 2))
    return first, second


@cache
def _table():
    """The rows of alert_limits.csv: by (baseline weeks, pooled series), sorted by chance."""
    text = resources.files(__package__).joinpath("alert_limits.csv").read_text(encoding="utf-8")
    table: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    for row in csv.DictReader(text.splitlines()):
        key = int(row["baseline_weeks"]), int(row["pooled_series"])
        table.setdefault(key, []).append(
            (float(row["false_alarms_a_year"]), float(row["threshold"]), float(row["ewma_threshold"]))
        )
    for rows in table.values():
        rows.sort()
    return tuple(sorted({w for w, _ in table})), tuple(sorted({s for _, s in table})), table
