"""Follow-ups, while some of it has not happened yet: time-to-event estimates for many groups at once.

A group is any group of episodes (a week of a category, say). Its rows are durations with a cause: 0 while the story is
still open (censored), 1 for the event of interest, 2 and above for events that make it impossible (competing). With no
competing cause the cumulative incidence is one minus the Kaplan-Meier curve; with some it is the Aalen-Johansen curve.
Rows of all groups lie in one long array, so that a year of weekly groups costs one sort. Events come before censorings
at the same time.

Sources: Kaplan and Meier (1958); Greenwood (1926); Aalen and Johansen (1978); the variance of the incidence is
the delta method of Marubini and Valsecchi (1995, 10.2.3), which the tests hold equal to statsmodels'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.survival_curves import Curves, first_time, last_step, standing_at, sum_within


@dataclass(frozen=True)
class Shares:
    """A share a group, by one time: ``value`` with ``low`` and ``high``, its ``variance``, how many were still
    ``at_risk`` at that time, and ``last_time``, up to which anybody was watched. NaN where the group has no rows."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    variance: np.ndarray
    at_risk: np.ndarray
    last_time: np.ndarray


@dataclass(frozen=True)
class Times:
    """A time a group (a quantile, or a mean): infinite where it is not reached, NaN where the group has no rows."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def share_by(steps: Curves, at, design_effect=1.0, confidence: float = 0.95) -> Shares:
    """The share of each group that had the event by time ``at`` (a number, or one a group).

    The interval is Jeffreys' on the effective sample size: F(1 - F) / variance after Rothman (1978), divided by the
    design effect of customers with several episodes. Where the last rows watched are few, the variance is widened by
    one event that could have come next and did not show, so that a flat tail is not taken for a sure one.
    Beyond the last time anybody was watched, ``value`` is what was seen until then and ``high`` is 1.

    >>> from agent_scorecard.statistics.survival_curves import curves
    >>> share = share_by(curves([0] * 5, [1, 2, 3, 4, 4], [1, 0, 1, 0, 0], 1), 3.5)
    >>> round(float(share.value[0]), 4), int(share.at_risk[0])
    (0.4667, 2)
    """
    at = np.broadcast_to(np.asarray(at, dtype=np.float64), (steps.cells,))
    value, free = standing_at(steps, at)
    at_risk, last_time = _still_watched(steps, at)
    variance = _incidence_variance(steps, at, value)
    low, high = share_interval(value, variance, free, at_risk, steps.size, design_effect, confidence)
    empty = np.diff(steps.start) == 0
    unseen = (at > last_time) & (free > 0)
    return Shares(
        value=np.where(empty, np.nan, value),
        low=np.where(empty, np.nan, low),
        high=np.where(empty, np.nan, np.where(unseen, 1.0, high)),
        variance=np.where(empty, np.nan, variance),
        at_risk=at_risk,
        last_time=np.where(empty, np.nan, last_time),
    )


def share_interval(value, variance, free, at_risk, rows, design_effect=1.0, confidence: float = 0.95):
    """Low and high of a share of ``rows``; ``free / at_risk`` is how far the next event would move it."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    size = _effective_size(value, variance, free, at_risk, rows) / design_effect
    low = betaincinv(size * value + 0.5, size * (1 - value) + 0.5, tail)
    high = betaincinv(size * value + 0.5, size * (1 - value) + 0.5, 1 - tail)
    # a last bit below 1 is a share of 1
    return np.minimum(np.where(value <= 0, 0.0, low), value), np.maximum(np.where(value >= 1, 1.0, high), value)


def _effective_size(value, variance, free, at_risk, rows):
    """How many plain yes-or-no rows would be as sure as this share is."""
    nearly = np.maximum(free / (at_risk + 1), 1 / (rows + 1)) ** 2
    # where everybody or nobody had it, the centre is where one event more or less would put it
    resting_on = np.where(free > 0, at_risk, rows)
    centre = np.clip(value, 1 / (resting_on + 2), 1 - 1 / (resting_on + 2))
    return np.minimum(centre * (1 - centre) / np.maximum(variance, nearly), rows)


def quantile(steps: Curves, share=0.5, design_effect=1.0, confidence: float = 0.95) -> Times:
    """The first time by which more than ``share`` (one, or one a group) had the event; infinite where not reached.

    The interval holds the times whose own interval holds ``share`` (Brookmeyer and Crowley, 1982); its upper end is
    infinite where the data cannot bound it.

    >>> from agent_scorecard.statistics.survival_curves import curves
    >>> times = quantile(curves([0] * 5, [1, 2, 3, 4, 5], [1, 1, 1, 1, 0], 1))
    >>> float(times.value[0]), float(times.high[0])
    (3.0, inf)
    """
    from scipy.special import betainc

    tail = (1 - confidence) / 2
    share = np.broadcast_to(np.asarray(share, dtype=np.float64), (steps.cells,))[steps.cell]
    variance = _running_variance(steps)
    effect = np.broadcast_to(np.asarray(design_effect, dtype=np.float64), (steps.cells,))[steps.cell]
    size = _effective_size(steps.incidence, variance, steps.survival, steps.at_risk, steps.size[steps.cell]) / effect
    below = betainc(size * steps.incidence + 0.5, size * (1 - steps.incidence) + 0.5, share)

    ends = np.full(steps.cells, np.nan)
    has_rows = np.diff(steps.start) > 0
    ends[has_rows] = steps.time[steps.start[1:][has_rows] - 1]
    value = first_time(steps, steps.incidence > share + 1e-12)
    low = np.minimum(first_time(steps, below <= 1 - tail), np.where(has_rows, ends, np.inf))
    high = first_time(steps, below < tail)
    bounds = (value, np.minimum(low, value), np.maximum(high, value))
    return Times(*(np.where(has_rows, times, np.nan) for times in bounds))


def restricted_mean(steps: Curves, horizon: float, design_effect=1.0) -> Times:
    """The mean time until the event, counting no more than ``horizon`` of it (the area over the incidence curve).

    NaN where nobody was watched until the horizon while some were still free of any ending: the area is not known then.

    >>> from agent_scorecard.statistics.survival_curves import curves
    >>> float(restricted_mean(curves([0] * 4, [1, 2, 9, 9], [1, 1, 0, 0], 1), 4).value[0])
    2.75
    """
    from scipy.special import stdtrit

    left = np.maximum(horizon - steps.time, 0.0)
    areas = steps.before * steps.events / steps.at_risk * left
    lost = np.bincount(steps.cell, weights=areas, minlength=steps.cells)
    later = lost[steps.cell] - sum_within(areas, steps.cell, steps.start)
    error = np.sqrt(_variance(steps, steps.time <= horizon, steps.before * left, later) * design_effect)
    at_end = share_by(steps, horizon)
    _, free = standing_at(steps, np.full(steps.cells, float(horizon)))
    is_known = (at_end.last_time >= horizon) | (free <= 0)
    value = np.where(is_known, horizon - lost, np.nan)
    margin = stdtrit(np.maximum(steps.size - 1, 1), 0.975) * error
    return Times(value, np.maximum(value - margin, 0.0), np.minimum(value + margin, horizon))


def design_effect(steps: Curves, cluster, at) -> np.ndarray:
    """How much wider the variance of ``share_by(at)`` is because a customer's episodes resemble each other; at least 1.

    The ratio of the squared influences summed by ``cluster`` (an integer a row) to those summed by row.

    >>> from agent_scorecard.statistics.survival_curves import curves
    >>> design_effect(curves([0] * 4, [1, 1, 9, 9], [1, 1, 0, 0], 1), [0, 0, 1, 1], 5.0).round(3).tolist()
    [2.0]
    """
    if not len(steps.time):
        return np.ones(steps.cells)
    influence = _influence(steps, np.broadcast_to(np.asarray(at, dtype=np.float64), (steps.cells,)))
    row_cell = steps.cell[steps.row_step]
    cluster = np.asarray(cluster, dtype=np.int64)
    _, pair = np.unique(row_cell * (cluster.max(initial=0) + 1) + cluster, return_inverse=True)
    of_cluster = np.bincount(pair, weights=influence)
    cell_of_cluster = np.zeros(len(of_cluster), dtype=np.int64)
    cell_of_cluster[pair] = row_cell
    together = np.bincount(cell_of_cluster, weights=of_cluster**2, minlength=steps.cells)
    apart = np.bincount(row_cell, weights=influence**2, minlength=steps.cells)
    return np.maximum(1.0, np.divide(together, apart, out=np.ones(steps.cells), where=apart > 1e-12))


def _influence(steps: Curves, at):
    """What each row adds to its group's ``share_by(at)``, to first order."""
    last = last_step(steps, at)
    value = np.where(last >= 0, steps.incidence[last], 0.0)
    n, row_cell, row_step = steps.at_risk, steps.cell[steps.row_step], steps.row_step
    is_seen = steps.time[row_step] <= at[row_cell]
    until = np.where(is_seen, row_step, last[row_cell])
    gain = sum_within(steps.before * steps.events / n**2, steps.cell, steps.start)
    risk = sum_within(steps.endings / n**2, steps.cell, steps.start)
    reached = sum_within(steps.incidence * steps.endings / n**2, steps.cell, steps.start)
    total = value[row_cell]
    jump = steps.before[row_step] * (steps.row_cause == 1) - (total - steps.incidence[row_step]) * (steps.row_cause > 0)
    drift = np.where(until >= 0, gain[until] - total * risk[until] + reached[until], 0.0)
    return np.where(is_seen, jump / n[row_step], 0.0) - drift


def _running_variance(steps: Curves):
    """The variance of the incidence at every step's own time."""
    n, one, every = steps.at_risk, steps.events, steps.endings
    stay = np.where(n > every, n - every, np.inf)
    ending, both = every / (n * stay), steps.before * one / n**2
    alone = steps.before**2 * one * (n - one) / n**3

    def total(values):
        return sum_within(values, steps.cell, steps.start)

    reached = steps.incidence
    squares = reached**2 * total(ending) - 2 * reached * total(reached * ending) + total(reached**2 * ending)
    products = reached * total(both) - total(reached * both)
    return np.maximum(total(alone) + squares - 2 * products, 0.0)


def _still_watched(steps: Curves, at):
    """Rows with a duration of at least ``at``, and the longest duration, of each group."""
    ends = steps.start[1:] - 1
    has_rows = np.diff(steps.start) > 0
    if not len(steps.time):
        return np.zeros(steps.cells), np.zeros(steps.cells)
    before = np.bincount(steps.cell, weights=steps.time < at[steps.cell], minlength=steps.cells).astype(np.int64)
    following = np.minimum(steps.start[:-1] + before, len(steps.time) - 1)
    is_watched = has_rows & (before < np.diff(steps.start))
    at_risk = np.where(is_watched, steps.at_risk[following], 0.0)
    return at_risk, np.where(has_rows, steps.time[ends], 0.0)


def _incidence_variance(steps: Curves, at, value):
    """Delta-method variance of the incidence by ``at``; Greenwood's where nothing competes."""
    until = steps.time <= at[steps.cell]
    later = value[steps.cell] - steps.incidence
    return _variance(steps, until, steps.before, later)


def _variance(steps: Curves, until, gain, loss):
    """Sum over steps of the variance of ``gain`` x (hazard of the event) - ``loss`` x (hazard of any ending)."""
    n, one, every = steps.at_risk, steps.events, steps.endings
    stay = np.where(n > every, n - every, np.inf)
    terms = gain**2 * one * (n - one) / n**3 + loss**2 * every / (n * stay) - 2 * gain * loss * one / n**2
    return np.maximum(np.bincount(steps.cell, weights=np.where(until, terms, 0.0), minlength=steps.cells), 0.0)
