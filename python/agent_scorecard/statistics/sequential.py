"""Looking at a comparison more than once without fooling oneself: any day, or on declared days."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agent_scorecard.statistics.proportions import CONFIDENCE


def sequence_half_width(variance, spread: float, confidence: float = CONFIDENCE) -> np.ndarray:
    """Half the width of a confidence sequence: it holds at every look at once, however many there are.

    The normal mixture of Robbins (1970), as in the mixture sequential ratio test of Johari et al. (2017): with an
    estimate of variance ``v`` and effects of about ``spread`` in mind, ``sqrt(2 v (v + s²) / s² · log(sqrt((v + s²) /
    v) / α))``. It needs that the estimate at a later look uses all that an earlier one used; what was known before the
    first look may be part of the variance. nan where the variance is not above 0.

    >>> round(float(sequence_half_width(0.01, 0.2)), 3), round(1.96 * 0.1, 3)
    (0.308, 0.196)
    """
    variance = np.asarray(variance, float)
    if not 0 < confidence < 1 or spread <= 0:
        raise ValueError(f"confidence {confidence} and spread {spread} must lie within (0, 1) and above 0")
    with np.errstate(divide="ignore", invalid="ignore"):
        v, s = np.where(variance > 0, variance, np.nan), spread**2
        return np.sqrt(2 * v * (v + s) / s * (np.log((v + s) / v) / 2 - math.log(1 - confidence)))


def variance_for_half_width(half_width: float, spread: float, confidence: float = CONFIDENCE) -> float:
    """The variance at which the sequence is as narrow as ``half_width``: how much more must be seen."""
    low, high = 1e-12, half_width**2
    for _ in range(80):
        middle = math.sqrt(low * high)
        if float(sequence_half_width(middle, spread, confidence)) < half_width:
            low = middle
        else:
            high = middle
    return low


@cache
def obrien_fleming_limits(looks: int, confidence: float = CONFIDENCE) -> tuple[float, ...]:
    """Limits for |z| at each of ``looks`` equally spaced, declared looks (O'Brien and Fleming 1979).

    The k-th of K is ``c·sqrt(K / k)``; ``c`` by bisection, so that the chance of ever crossing without an effect is one
    minus the confidence, by numerical integration (Armitage, McPherson and Rowe 1969).

    >>> [round(limit, 2) for limit in obrien_fleming_limits(5)]
    [4.56, 3.23, 2.63, 2.28, 2.04]
    """
    if looks < 1:
        raise ValueError(f"at least one look, not {looks}")
    low, high = 1.5, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        if _crossing(looks, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return tuple(high * math.sqrt(looks / k) for k in range(1, looks + 1))


def _crossing(looks: int, c: float, points: int = 401) -> float:
    """The chance that a random walk of K standard normal steps ever leaves ±c·sqrt(K)."""
    from scipy.special import ndtr

    limit = c * math.sqrt(looks)
    grid, step = np.linspace(-limit, limit, points, retstep=True)
    weight = np.full(points, step)
    weight[[0, -1]] = step / 2
    density = np.exp(-(grid**2) / 2) / math.sqrt(2 * math.pi)
    outside = 2 * float(ndtr(-limit))
    kernel = np.exp(-((grid[:, None] - grid[None, :]) ** 2) / 2) / math.sqrt(2 * math.pi)
    for _ in range(looks - 1):
        leaves = ndtr(-limit - grid) + ndtr(grid - limit)
        outside += float((density * weight * leaves).sum())
        density = kernel @ (density * weight)
    return outside


def sample_ratio_p_value(counts, shares=None) -> float | None:
    """How likely a split as uneven as ``counts`` is, were units assigned by the declared ``shares`` (default even).

    Pearson's chi-square. None with fewer than two variants or no unit.

    >>> round(sample_ratio_p_value([58, 60]), 2), sample_ratio_p_value([600, 400]) < 1e-9
    (0.85, True)
    """
    from scipy.special import chdtrc

    counts = np.asarray(counts, float)
    if len(counts) < 2 or counts.sum() == 0:
        return None
    shares = np.ones(len(counts)) if shares is None else np.asarray(shares, float)
    expected = counts.sum() * shares / shares.sum()
    return float(chdtrc(len(counts) - 1, ((counts - expected) ** 2 / expected).sum()))
