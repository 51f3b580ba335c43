"""A share by a time that the newest rows have not reached yet: the tail is borrowed from the weeks before."""

from __future__ import annotations

import numpy as np

from agent_scorecard.statistics.survival import Shares, share_by, share_interval
from agent_scorecard.statistics.survival_curves import Curves

# How alike two weeks of one group are taken to be: a weekly hazard varies by a third (1 / sqrt(8)) around the others'.
LIKENESS = 8.0


def share_by_completed(steps: Curves, watched, pool: Curves, at: float, design_effect=1.0) -> Shares:
    """The share by ``at`` of groups whose newest rows were not watched that long yet; nothing may compete.

    ``watched`` is how long each row of ``steps`` could have been watched, event or not. Up to the time for which a
    quarter of its rows (at least 30, at most 200; half, in a smaller group) were watched, the group speaks for itself.
    A thinner curve would miss the truth more often than its interval says. From there on its remaining rows
    follow the hazard of ``pool``, the same group in the weeks before, times how much more or less often than there the
    event came until then: (seen + k) / (expected + k), the mean of a gamma with k = ``LIKENESS`` of prior weight.
    NaN, with low and high still valid, where the pool does not reach ``at`` either.

    Two of this week's forty came back within the two days for which they were watched, as many as the pool expects:

    >>> from agent_scorecard.statistics.survival_curves import curves
    >>> new = curves([0] * 40, [1] * 2 + [2] * 38, [1] * 2 + [0] * 38, 1)
    >>> old = curves([0] * 40, [1] * 2 + [5] * 19 + [9] * 19, [1] * 21 + [0] * 19, 1)
    >>> share = share_by_completed(new, [2] * 40, old, 7)
    >>> round(float(share.value[0]), 4), 1 - 19 / 40
    (0.525, 0.525)
    """
    turn = np.minimum(_watched_by_enough(steps, np.asarray(watched, dtype=np.float64)), at)
    own, full = share_by(steps, turn, design_effect), share_by(steps, at, design_effect)
    at_turn, at_end = share_by(pool, turn), share_by(pool, at)

    later = (pool.time > turn[pool.cell]) & (pool.time <= at)
    stay = np.where(pool.at_risk > pool.endings, pool.at_risk - pool.endings, np.inf)
    jumps = np.where(later, pool.endings / (pool.at_risk * stay), 0.0)
    noise = np.bincount(pool.cell, weights=jumps, minlength=pool.cells)
    seen = np.bincount(steps.cell, weights=steps.events * (steps.time <= turn[steps.cell]), minlength=steps.cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        exposure = np.where(seen > 0, seen / -np.log(1 - own.value), steps.size)
        expected = exposure * -np.log(1 - at_turn.value)
        factor = (seen + LIKENESS) / (expected + LIKENESS)
        tail = -np.log((1 - at_end.value) / (1 - at_turn.value))
        stays = np.exp(-tail * factor)
        value = 1 - (1 - own.value) * stays
        # a lucky start lowers both what was seen and the factor, so their errors add up before they are squared
        nearly = ((1 - own.value) / (steps.size + 1)) ** 2
        start_error = np.sqrt(np.maximum(own.variance, nearly)) * stays
        factor_error = (1 - value) * tail * np.sqrt(seen + LIKENESS) / (expected + LIKENESS)
        variance = (start_error + factor_error) ** 2 + ((1 - value) * factor) ** 2 * noise
        at_risk = np.minimum(own.at_risk + at_end.at_risk, steps.size)
        low, high = share_interval(value, variance, 1 - value, at_risk, steps.size, design_effect)
    is_own = turn >= at
    is_known = is_own | ((at_end.last_time >= at) & (at_end.value < 1)) | (own.value >= 1)
    return Shares(
        value=np.where(is_own, own.value, np.where(is_known, value, np.nan)),
        low=np.where(is_own, own.low, np.where(is_known, low, full.low)),
        high=np.where(is_own, own.high, np.where(is_known, high, full.high)),
        variance=np.where(is_own, own.variance, np.where(is_known, variance, np.nan)),
        at_risk=full.at_risk,
        last_time=full.last_time,
    )


def _watched_by_enough(steps: Curves, watched):
    """The time for which a quarter of the rows (30 to 200; half, of fewer) were watched; infinite without rows."""
    cell = steps.cell[steps.row_step]
    order = np.lexsort((-watched, cell))
    start = np.searchsorted(cell[order], np.arange(steps.cells))
    size = steps.size
    pick = start + np.minimum(np.clip(size // 4, 30, 200), np.maximum((size + 1) // 2, 1)) - 1
    times = np.full(steps.cells, np.inf)
    times[size > 0] = watched[order][pick[size > 0]]
    return times
