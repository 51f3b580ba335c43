"""How much more the weeks vary than chance alone would make them, pooled over the categories of one metric."""

from __future__ import annotations

import numpy as np

# Expected moving range of two independent standard normals, 2/sqrt(pi): turns a mean range into a standard deviation.
D2 = 2 / np.sqrt(np.pi)

# A category's own history is short and its dispersion noisy; three quarters of the estimate come from its peers.
SHRINK = 0.75


def moving_range_variance(z: np.ndarray) -> np.ndarray:
    """Variance of a standardised weekly series from the mean of its moving ranges (Laney 2002, sigma_z squared).

    ``z`` has weeks last; NaN weeks are left out with the ranges that touch them. Unlike the ordinary variance it
    hardly feels a step in the mean. NaN where fewer than three ranges exist.

    >>> round(float(moving_range_variance(np.array([0.0, 1.0, 0.0, 1.0, 0.0]))), 4)
    0.7854
    """
    z = np.asarray(z, float)
    ranges = np.abs(np.diff(z, axis=-1))
    known = np.isfinite(ranges)
    count = known.sum(-1)
    mean = np.where(known, ranges, 0.0).sum(-1) / np.maximum(count, 1)
    return np.where(count >= 3, (mean / D2) ** 2, np.nan)


def weighted_median(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Median of ``values`` over the last axis in which each counts ``weights`` times; NaN values count nothing.

    >>> float(weighted_median(np.array([1.0, 2.0, 9.0]), np.array([1.0, 1.0, 1.0])))
    2.0
    >>> float(weighted_median(np.array([1.0, 2.0, 9.0]), np.array([1.0, 1.0, 7.0])))
    9.0
    """
    known = np.isfinite(values)
    order = np.argsort(np.where(known, values, np.inf), axis=-1, kind="stable")
    sorted_values = np.take_along_axis(np.where(known, values, 0.0), order, -1)
    sorted_weights = np.take_along_axis(np.where(known, weights, 0.0), order, -1)
    reached = np.cumsum(sorted_weights, -1)
    total = reached[..., -1:]
    low = np.argmax(reached >= total / 2 - 1e-12, axis=-1)[..., None]
    high = np.argmax(reached > total / 2 + 1e-12, axis=-1)[..., None]
    middle = (np.take_along_axis(sorted_values, low, -1) + np.take_along_axis(sorted_values, high, -1))[..., 0] / 2
    return np.where(total[..., 0] > 0, middle, np.nan)


def pooled_dispersion(z: np.ndarray, volume: np.ndarray, is_pooled: bool = True) -> np.ndarray:
    """Dispersion phi (a variance factor, at least 1) of each series, shrunk to what its peers share.

    ``z``: (..., series, weeks), standardised by the binomial (or sampling) error of each week; ``volume``:
    (..., series), the usual n of a week. What categories of different size share is not phi but the common-cause
    variation behind it: phi = 1 + (n - 1) rho. So rho is pooled, by a median weighted with n - 1, and turned back
    into each category's phi. With equal volumes this is the median phi of the categories.
    """
    own = moving_range_variance(z)
    if not is_pooled:
        return np.fmax(own, 1.0)
    size = np.maximum(np.asarray(volume, float) - 1, 1e-9)
    rho = weighted_median((own - 1) / size, size)[..., None]
    shared = 1 + size * rho
    return np.fmax(np.where(np.isfinite(own), (1 - SHRINK) * own + SHRINK * shared, shared), 1.0)


def peers_behind(volume: np.ndarray) -> np.ndarray:
    """How many series of equal volume would know the pooled dispersion as well as these do (Kish's effective number).

    One category with nearly all the volume knows it alone, and the limits must be wider. (..., series) to (..., 1).

    >>> float(peers_behind(np.array([101.0, 101.0]))[0]), round(float(peers_behind(np.array([1001.0, 11.0]))[0]), 2)
    (2.0, 1.02)
    """
    size = np.maximum(np.asarray(volume, float) - 1, 1e-9)
    return (size.sum(-1) ** 2 / (size**2).sum(-1))[..., None]
