"""Intervals for proportions that hold at ten labels: Wilson, Jeffreys, Newcombe, and what weights and clusters cost.

Every function works elementwise on arrays, so a thousand groups cost one call. Counts may be fractional: an effective
number of reviews is seldom whole.
"""

from __future__ import annotations

import numpy as np

CONFIDENCE = 0.95


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    return float(ndtri(0.5 + confidence / 2))


def wilson(share, n, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval for a share observed on ``n`` (effective) trials; nan where n is 0.

    Wilson (1927); Brown, Cai and DasGupta (2001), *Interval estimation for a binomial proportion*.

    >>> low, high = wilson(0.5, 10)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2366, 0.7634)
    """
    z = _z(confidence)
    share, n = np.broadcast_arrays(np.asarray(share, float), np.asarray(n, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        n = np.where(n > 0, n, np.nan)
        centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)


def jeffreys(share, n, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """Equal-tailed Jeffreys interval, Beta(½ + n·share, ½ + n·(1 − share)), widened to hold the share itself.

    Where every trial agrees the limit on that side is the share, as Brown, Cai and DasGupta (2001) advise.

    >>> low, high = jeffreys(1.0, 10)
    >>> round(float(low), 3), float(high)
    (0.783, 1.0)
    """
    from scipy.special import betaincinv

    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    share, n = np.broadcast_arrays(np.asarray(share, float), np.asarray(n, float))
    tail = (1 - confidence) / 2
    right, wrong = 0.5 + n * share, 0.5 + n * (1 - share)
    low, high = betaincinv(right, wrong, tail), betaincinv(right, wrong, 1 - tail)
    return np.minimum(low, share), np.maximum(high, share)


def effective_n(weights) -> float:
    """Kish's effective number of observations under unequal weights: (Σw)² / Σw².

    >>> effective_n([1, 1, 1, 1]), round(effective_n([1, 1, 1, 5]), 3)
    (4.0, 2.286)
    """
    weights = np.asarray(weights, float)
    if len(weights) == 0:
        return 0.0
    return float(weights.sum() ** 2 / (weights**2).sum())


def intraclass_correlation(pair_products, pair_variance, pairs, prior: float = 0.2, prior_pairs: float = 10.0):
    """How alike two episodes of one customer are, shrunk towards ``prior`` while pairs are few.

    ``pair_products`` sums the products of residuals over pairs of one customer's episodes, ``pair_variance`` sums what
    it would be were they identical. With no pair at all the prior is used: it then changes nothing, since there is
    nothing to be alike.

    >>> round(float(intraclass_correlation(0.0, 10.0, 40.0)), 3), float(intraclass_correlation(0.0, 0.0, 0.0))
    (0.04, 0.2)
    """
    pairs = np.asarray(pairs, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = np.where(np.asarray(pair_variance) > 0, np.asarray(pair_products) / pair_variance, 0.0)
    return np.clip((pairs * seen + prior_pairs * prior) / (pairs + prior_pairs), 0.0, 1.0)
