"""When did it change? Retrospective change points of a series, and the week of one change known to be there."""

from __future__ import annotations

import numpy as np

from agent_scorecard.statistics.detector import SETTLED

# Two penalties, the larger holds. A change must beat chance (so many times log n, after scaling to unit variance) ...
CHANCE = 5.0
# ... and must matter: explain this share of all that the series does. Long ones would else be cut at every wiggle.
SHARE = 0.08
# Two changes lie at least so many points apart.
MIN_DISTANCE = 5


def change_points(values: np.ndarray) -> list[int]:
    """Positions at which the mean changed for good: each is the first point of a new level.

    ``values``: (points,) or (points, dimensions), without gaps. Exact least-squares segmentation (PELT, Killick et al.
    2012, through ruptures) of the standardised series. Levels that explain less than one straight line would are not
    levels but a trend: then there is no change point to name.

    >>> change_points(np.r_[np.zeros(20), np.ones(20)] + 0.1 * np.sin(np.arange(40)))
    [20]
    >>> change_points(np.arange(40.0))
    []
    """
    from ruptures import KernelCPD

    z = np.asarray(values, float)
    z = z[:, None] if z.ndim == 1 else z
    spread = z.std(0)
    z = z[:, spread > 1e-12 * np.maximum(np.abs(z).max(0, initial=0), 1e-300)]
    n = len(z)
    if n < 2 * MIN_DISTANCE or z.shape[1] == 0:
        return []
    z = (z - z.mean(0)) / z.std(0) / np.sqrt(z.shape[1])
    penalty = max(CHANCE * np.log(n), SHARE * n)
    cuts = KernelCPD(kernel="linear", min_size=MIN_DISTANCE).fit(z).predict(pen=penalty)[:-1]
    left_by_levels = sum(((part - part.mean(0)) ** 2).sum() for part in np.split(z, cuts))
    return [int(cut) for cut in cuts] if left_by_levels < _left_by_a_line(z) else []


def _left_by_a_line(z: np.ndarray) -> float:
    time = np.arange(len(z)) - (len(z) - 1) / 2
    slope = time @ z / (time @ time)
    return float(((z - z.mean(0) - time[:, None] * slope) ** 2).sum())


def stable_until(volume: np.ndarray, end: int, settled: int = SETTLED) -> int:
    """The first week in which a change may have begun, given a baseline of weeks 0 to ``end`` - 1 of one series.

    The first ``settled`` weeks with volume are taken for stable. A baseline cut shorter by its alarm may already hold
    the change's first week.

    >>> stable_until(np.ones(60), 52), stable_until(np.ones(60), 20)
    (26, 19)
    """
    known = np.cumsum(volume[:end] > 0)
    return int(np.argmax(known >= settled)) + 1 if end and known[-1] >= settled else max(end - 1, 1)


def change_week(total: np.ndarray, volume: np.ndarray, last: int, base_end: int) -> int:
    """The week in which a change, alarmed in week ``last``, most likely began (maximum likelihood of one step).

    ``total`` and ``volume``: (weeks,) as the detector takes them; ``base_end``: the first week in which it may have begun.

    >>> change_week(np.array([8, 8, 8, 8, 8, 4, 4.0]), np.full(7, 10.0), last=6, base_end=3)
    5
    """
    base, base_n = total[:base_end].sum(), volume[:base_end].sum()
    best, found = -np.inf, last
    for start in range(base_end, last + 1):
        before, before_n = base + total[base_end:start].sum(), base_n + volume[base_end:start].sum()
        after, after_n = total[start : last + 1].sum(), volume[start : last + 1].sum()
        if before_n <= 0 or after_n <= 0:
            continue
        gain = (before / before_n - after / after_n) ** 2 * before_n * after_n / (before_n + after_n)
        if gain > best + 1e-12:
            best, found = gain, start
    return found
