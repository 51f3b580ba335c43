"""How alike the reviews of one customer's episodes are, learnt from the pairs of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent_scorecard.statistics.proportions import intraclass_correlation
from agent_scorecard.statistics.weighted_shares import ratio


def likeness(
    pairs: Pairs, sampled: Sequence[np.ndarray], cell, stratum, correct, smoothed, left, is_apart
) -> tuple[np.ndarray, np.ndarray]:
    """How alike one customer's verdicts are within the strata, and the variance that the strata explain of it; by group.

    ``left`` is the variance of a verdict whose stratum is known; the rest as in :func:`estimate_share` and ``combine``.
    """
    count, sums, _, right, _ = sampled
    reviewed, pooled = count.sum(1), ratio(right.sum(1), sums.sum(1))[cell]
    residual = correct - np.where(is_apart[cell], ratio(right, sums)[cell, stratum], pooled)
    alike_left = pairs.correlation(residual, left, reviewed)
    variance = smoothed * (1 - smoothed)
    alike = pairs.correlation(correct - pooled, variance, reviewed)
    return alike_left, np.where(is_apart, np.maximum(alike * variance - alike_left * left, 0), 0.0)


class Pairs:
    """Pairs of one customer's reviewed episodes within a group: how alike they are, and what that costs (step 3)."""

    def __init__(self, cell, cluster, cell_count: int, weight):
        _, code = np.unique(np.asarray(cluster), return_inverse=True)
        key, self.group = np.unique(cell.astype(np.int64) * (code.max() + 1) + code, return_inverse=True)
        self.cell, self.home, self.cell_count = cell, key // (code.max() + 1), cell_count
        # Each of a pair was drawn with a probability of its own: counted as they come, the risky ones, which are
        # oftener wrong, would seem to be alike.
        self.weight, self.sums = weight, self.products(weight)
        self.count = ratio(self.sums**2, self.products(weight**2))

    def products(self, values):
        whole = np.bincount(self.group, values) ** 2 - np.bincount(self.group, values**2)
        return np.bincount(self.home, whole, self.cell_count) / 2

    def correlation(self, residual, variance, reviewed):
        """The intraclass correlation of what the ``residual`` leaves, whose variance is ``variance``."""
        # residuals from an estimated mean are slightly opposed to each other
        products = ratio(self.products(self.weight * residual), self.sums) + ratio(variance, reviewed)
        # where nearly all is right few pairs could show a likeness: a pair tells as much as its variance allows
        return intraclass_correlation(products, variance, self.count * 4 * variance)

    def weighed(self, influence):
        """What pairs of one customer weigh in the estimate, next to its own squares."""
        own = np.bincount(self.cell, influence**2, self.cell_count)
        return np.maximum(ratio(2 * self.products(influence), own), 0)
