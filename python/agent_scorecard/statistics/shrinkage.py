"""Counts against what was expected, drawn towards 1 as far as the expectation is small: gamma-Poisson empirical Bayes.

An account with one conversation that went wrong has no rate of its own. Its ratio of observed to expected is taken as a
draw from the ratios of all accounts, a gamma distribution with mean 1 (Clayton and Kaldor 1987); how far accounts differ
at all is learnt from them by maximum likelihood. The posterior of an account is gamma again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# between accounts that differ by a factor of about three, and accounts that do not differ
LEAST_SHAPE, MOST_SHAPE = 0.5, 200.0


@dataclass(frozen=True)
class ShrunkRatios:
    """One entry per account: the posterior of its ratio, and the ``shape`` of the distribution it was drawn towards."""

    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    above_one: np.ndarray  # the probability that the ratio is above 1
    shape: float


def shrunk_ratios(observed, expected, shape: float | None = None) -> ShrunkRatios:
    """The ratio of ``observed`` counts to ``expected`` ones, shrunk; ``shape`` is learnt unless it is given.

    Raises ValueError where an expected count is negative. An account with nothing expected has the prior itself.

    >>> found = shrunk_ratios([1, 60], [0.3, 20.0], shape=4.0)
    >>> found.ratio.round(2).tolist()
    [1.16, 2.67]
    """
    from scipy.special import gammainc, gammaincinv

    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    if (expected < 0).any():
        raise ValueError(f"an expected count is not negative: {expected.min()}")
    shape = best_shape(observed, expected) if shape is None else shape
    a, b = shape + observed, shape + expected
    return ShrunkRatios(a / b, gammaincinv(a, 0.025) / b, gammaincinv(a, 0.975) / b, 1 - gammainc(a, b), float(shape))


def least_expected(shape: float, ratio: float, sure: float, power: float = 0.8) -> float | None:
    """The least expected count at which an account with this ``ratio`` is told with this ``power``; None where no size tells.

    Told means that the posterior probability of a ratio above 1 is at least ``sure``. The observed count is Poisson, its
    tail taken as the gamma integral, so that it need not be a whole number. Where accounts hardly differ (a large ``shape``)
    an account must be large to be told from them. Sizes are looked at in steps of 2 %, up to 500.

    >>> least_expected(12.5, 2.0, 0.92) > least_expected(12.5, 3.0, 0.92)
    True
    >>> least_expected(200.0, 1.01, 0.92) is None
    True
    """
    from scipy.special import gammainc

    for expected in 0.5 * 1.02 ** np.arange(350):
        counts = np.linspace(expected, 4 * expected + 40, 400)
        is_told = 1 - gammainc(shape + counts, shape + expected) >= sure
        if is_told.any() and gammainc(counts[np.argmax(is_told)], ratio * expected) >= power:
            return float(expected)
    return None


def weighed_counts(observed, expected, variance) -> tuple[np.ndarray, np.ndarray]:
    """Counts of several kinds as one count and what it was expected to be, fit for ``shrunk_ratios``.

    ``observed``, ``expected`` and ``variance`` (of the observed count by chance alone, n p (1 - p)): accounts x kinds. Where
    accounts differ by a common cause that moves kind k by a spread t_k, the best linear weight of its excess is t_k E / V
    (Gauss and Markov). The spread of a kind is its sure excess variance between accounts, by moments: kinds in which accounts do
    not differ beyond chance have next to no weight, however frequent they are. Both sums are then scaled, account by
    account, so that chance alone gives the scaled count a variance equal to its mean: of frequent troubles a Poisson
    distribution would expect too much chance.

    >>> o, e = weighed_counts([[4.0], [1.0]], [[2.0], [3.0]], [[1.0], [1.5]])
    >>> o.round(6).tolist(), e.round(6).tolist()
    ([8.0, 2.0], [4.0, 6.0])
    """
    observed, expected, variance = (np.asarray(each, float) for each in (observed, expected, variance))
    squares = (expected**2).sum(0)
    # less what chance alone adds in nineteen of twenty cases: of rare kinds that is much
    chance_of_it = 1.645 * np.sqrt((2 * variance**2 + variance).sum(0))
    between = (((observed - expected) ** 2 - variance).sum(0) - chance_of_it) / np.where(squares > 0, squares, 1)
    spread = np.sqrt(np.maximum(between, 0))
    # where no kind differs all weigh alike, and one that seems not to differ is not lost altogether
    spread = np.maximum(spread, 0.1 * spread.max()) if spread.max() > 0 else np.ones(len(spread))
    total, noise = expected.sum(0), variance.sum(0)
    weight = np.where(noise > 0, spread * total / np.where(noise > 0, noise, 1), 0.0)
    mean, chance = expected @ weight, variance @ weight**2
    scale = np.where(chance > 0, mean / np.where(chance > 0, chance, 1), 0.0)
    return scale * (observed @ weight), scale * mean


def best_shape(observed, expected) -> float:
    """The shape under which the counts (negative binomial, given what was expected) are likeliest, on a fixed grid."""
    from scipy.special import gammaln

    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    known = expected > 0
    if known.sum() < 2:
        return MOST_SHAPE
    o, e = observed[known], expected[known]
    grid = np.geomspace(LEAST_SHAPE, MOST_SHAPE, 120)[:, None]
    likelihood = (
        gammaln(grid + o) - gammaln(grid) + grid * np.log(grid / (grid + e)) + o * np.log(e / (grid + e))
    ).sum(1)
    return float(grid[np.argmax(np.round(likelihood, 9)), 0])


def concordance(score, is_event) -> float:
    """The probability that of an event and a non-event the event has the higher ``score``; ties count half (the AUC).

    >>> concordance([3, 1, 2], [True, False, False])
    1.0
    """
    return concordance_by_weight(score, is_event)(np.ones(len(np.asarray(score)), np.int64))


def concordance_by_weight(score, is_event) -> Callable[[np.ndarray], float]:
    """``concordance`` as a function of how often each entry counts (whole numbers, as in a resample): sorted once for all.

    >>> concordance_by_weight([3, 1, 2], [True, False, True])(np.array([0, 1, 2]))
    1.0
    """
    is_event = np.asarray(is_event, bool)
    _, place = np.unique(np.asarray(score, float), return_inverse=True)

    def of(weight: np.ndarray) -> float:
        # whole numbers and halves, so exact: an event and a non-event with one score are half a pair in order
        events, others = np.bincount(place, weight * is_event), np.bincount(place, weight * ~is_event)
        pairs = events.sum() * others.sum()
        return float(events @ (others.cumsum() - others / 2) / pairs) if pairs else float("nan")

    return of
