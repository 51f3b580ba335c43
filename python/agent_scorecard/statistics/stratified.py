"""One odds ratio from many two-by-two tables: is faster worse, among episodes of the same kind?

Comparing all fast episodes with all slow ones mixes easy categories with hard ones (Simpson's paradox); Mantel and
Haenszel (1959) compare only within strata. The interval is that of Robins, Breslow and Greenland (1986), which holds for
few large and for many thin strata alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.proportions import jeffreys


@dataclass(frozen=True)
class OddsRatio:
    """The common odds ratio with its 95 % interval; NaN where the tables cannot tell."""

    value: float
    low: float
    high: float


def mantel_haenszel(exposed_bad, exposed_good, other_bad, other_good) -> OddsRatio:
    """The common odds ratio of a bad end, exposed against other, over strata (arrays; weighted counts are fine).

    Two strata in which the exposed do three times worse:

    >>> ratio = mantel_haenszel([30, 6], [10, 20], [10, 10], [10, 100])
    >>> round(ratio.value, 3)
    3.0
    """
    a, b, c, d = (np.asarray(x, dtype=np.float64) for x in (exposed_bad, exposed_good, other_bad, other_good))
    n = a + b + c + d
    n = np.where(n > 0, n, 1.0)
    for_it, against = a * d / n, b * c / n
    top, bottom = for_it.sum(), against.sum()
    if top <= 0 or bottom <= 0:
        return OddsRatio(np.nan, np.nan, np.nan)
    agree, differ = (a + d) / n, (b + c) / n
    variance = (
        (agree * for_it).sum() / (2 * top**2)
        + (agree * against + differ * for_it).sum() / (2 * top * bottom)
        + (differ * against).sum() / (2 * bottom**2)
    )
    value, margin = top / bottom, 1.959964 * np.sqrt(variance)
    return OddsRatio(float(value), float(value * np.exp(-margin)), float(value * np.exp(margin)))


def weighted_share(is_bad, weight) -> tuple[float, float, float, float]:
    """The Hajek share of ``is_bad`` with Jeffreys' interval on the effective number: value, low, high, effective number.

    >>> [round(x, 3) for x in weighted_share([True, False, False, False], [1, 1, 1, 1])]
    [0.25, 0.028, 0.716, 4.0]

    One row that outweighs all others leaves nothing known, and the share still lies inside:

    >>> [round(x, 4) for x in weighted_share([True, False], [1, 9999])]
    [0.0001, 0.0001, 0.8533, 1.0002]
    """
    is_bad, weight = np.asarray(is_bad, dtype=np.float64), np.asarray(weight, dtype=np.float64)
    if not len(weight):
        return np.nan, np.nan, np.nan, 0.0
    share, size = float((is_bad * weight).sum() / weight.sum()), float(weight.sum() ** 2 / (weight**2).sum())
    low, high = jeffreys(share, size)
    return share, float(low), float(high), size


def pareto(speed, quality) -> np.ndarray:
    """Which points no other beats: none is at once as fast and as good, and better in one of the two.

    ``speed`` is a time (less is better), ``quality`` a share (more is better).

    >>> pareto([1, 2, 3, 3], [0.6, 0.8, 0.7, 0.8]).tolist()
    [True, True, False, False]
    """
    speed, quality = np.asarray(speed, dtype=np.float64), np.asarray(quality, dtype=np.float64)
    as_good = (speed[:, None] <= speed) & (quality[:, None] >= quality)
    better = (speed[:, None] < speed) | (quality[:, None] > quality)
    return ~(as_good & better).any(axis=0)
