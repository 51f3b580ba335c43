"""A share of weighted reviews with the parts of its variance, by two rules, and which of them is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

KISH_REVIEWS = 2.0  # at this many reviews the variance is half Kish's
SWITCH_Z = 1.0  # strata that differ by less than this many standard errors may be taken together
CENSUS = 1e9


@dataclass(frozen=True)
class Shares:
    """The share of every group by one rule, and the parts of its variance; one entry per group."""

    value: np.ndarray
    smoothed: np.ndarray
    of_reviews: np.ndarray  # the variance that comes of reviewing few,
    of_mix: np.ndarray  # and of how many episodes each stratum happened to have
    allowance: np.ndarray
    within_variance: np.ndarray  # of one verdict, knowing its stratum
    difference: np.ndarray  # Cochran's Q over its degrees: do the strata differ?

    def n_effective(self, design_effect=1.0, of_customers=0.0) -> np.ndarray:
        """How many independent reviews would have this variance; a census has none about its own episodes."""
        total = self.of_reviews * design_effect + self.of_mix + of_customers
        worth = np.where(total > 0, ratio(self.smoothed * (1 - self.smoothed), total), CENSUS)
        return np.maximum(worth - self.allowance, 0.5)


def choice(apart: Shares, together: Shares, sampled: Sequence[np.ndarray], shares) -> tuple[np.ndarray, np.ndarray]:
    """Where the strata are estimated apart, and how much unequal weights widen the estimate of all together."""
    count, sums, squares = (part.sum(1) for part in sampled[:3])
    # unequal weights are themselves few: a tail between the normal's and Student's
    spread = ratio(ratio(count * squares, sums**2) - 1, count)
    tail = (1 + np.maximum(spread, 0)) ** 2
    is_better = apart.n_effective() >= together.n_effective() / tail
    return ((shares > 0).sum(1) > 1) & ((apart.difference >= SWITCH_Z**2) | is_better), tail


def mix(count, sums, stratum_sizes, settled) -> tuple[np.ndarray, np.ndarray]:
    """How many episodes each group has, and the share of each stratum in it; without sizes what the weights tell."""
    sizes = sums if stratum_sizes is None else np.asarray(stratum_sizes, float)
    # a stratum size can only be smaller than what was reviewed in it where the sizes are wrong
    if stratum_sizes is not None and (count > sizes + 1e-9).any():
        raise ValueError("more reviews in a stratum than it has episodes")
    population = sizes.sum(1) + settled
    with np.errstate(divide="ignore", invalid="ignore"):
        return population, np.where(population[:, None] > 0, sizes / population[:, None], 0.0)


def ratio(numerator, denominator):
    """A quotient that is 0 where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, 0.0)


def combine(sampled: Sequence[np.ndarray], shares, within, smoothing) -> Shares:
    """Put strata together: point, smoothed point and effective number (steps 1 of the module's text).

    ``sampled``: count, weights, squared weights, weighted and squared-weighted successes, each by group and stratum.
    """
    count, sums, squares, right, right_squares = sampled
    reviewed = count.sum(1, keepdims=True)
    pooled = ratio(right.sum(1, keepdims=True), sums.sum(1, keepdims=True))
    share = np.where(count > 0, ratio(right, sums), pooled)
    # the smoothing observation weighs what a review of the group weighs: what a stratum has not shown may be heavier
    usual = np.where(reviewed > 0, ratio(sums.sum(1, keepdims=True), reviewed), 1.0) * smoothing
    usual_square = np.where(reviewed > 0, ratio(squares.sum(1, keepdims=True), reviewed), 1.0) * smoothing
    smoothed = (right + usual / 2) / (sums + usual)
    kish = KISH_REVIEWS / (count + KISH_REVIEWS)
    spread_right = (1 - kish) * right_squares + kish * squares * share + usual_square / 2
    spread_wrong = (1 - kish) * (squares - right_squares) + kish * squares * (1 - share) + usual_square / 2
    variance = (spread_right * (1 - smoothed) ** 2 + spread_wrong * smoothed**2) / (sums + usual) ** 2

    value = (shares * share).sum(1)
    middle = (shares * smoothed).sum(1)
    rest = 1 - shares.sum(1)
    between = (shares * (smoothed - middle[:, None]) ** 2).sum(1) + rest * middle**2
    # one for the observation of the limits' own prior, and a little for weights and shares that are themselves estimated
    allowance = 1 + ratio(2.0, reviewed[:, 0])

    known = (shares > 0) & (variance > 0)
    precision = np.where(known, ratio(1.0, variance), 0.0)
    centre = ratio((precision * smoothed).sum(1), precision.sum(1))[:, None]
    freedom = np.maximum(known.sum(1) - 1, 1)
    difference = (precision * (smoothed - centre) ** 2).sum(1) / freedom
    left = ratio((shares * smoothed * (1 - smoothed)).sum(1), shares.sum(1))
    return Shares(value, middle, (shares**2 * variance).sum(1), between * within, allowance, left, difference)
