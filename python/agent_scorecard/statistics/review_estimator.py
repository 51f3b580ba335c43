"""Accuracy from few reviews: a weighted, post-stratified share with an interval that holds at ten labels.

Reviews are a sample with known, unequal inclusion probabilities; an automatic judge may have seen every episode. The
judge's verdicts make strata. Within a stratum the share is the Hájek mean of the reviews, the strata are put together
by their known sizes, and the result never leans on the judge being right, only on people having looked.

The interval is one Beta distribution around that point, with an effective number of reviews taken from the variance:

1. *Variance*: the linearised variance of the Hájek mean in each stratum, with a smoothing observation of the sample's
   usual weight, half right and half wrong, so that ten correct reviews out of ten do not claim certainty. While a
   stratum holds few reviews the variance is drawn towards Kish's, which does not depend on which reviews were wrong.
2. *Switch*: where the reviews show no difference between the strata and taking them together gives the larger
   effective number, they are taken together. A judge that says nothing costs nothing.
3. *Clusters*: one customer's episodes are alike. How alike is learnt from the reviewed pairs of one customer, each
   weighed by one over the probability of drawing both; it widens what the reviews leave open within the strata, and
   how many episodes each stratum happened to have.
4. *What the judge tells*: at few reviews the smoothing of step 1 hides much of what a good judge tells. The share of
   the verdict's variance that the strata explain gives a part of it back, less the more reviews there are, less where
   a stratum holds hardly any, and none where reviews weigh unequally: few heavy ones decide then, whatever was judged.
5. *Limits*: quantiles of Beta(½ + m·θ, ½ + m·(1 − θ)), moved towards the smoothed shares, since a stratum with few
   reviews is not known to be like what it showed; near 0 and 1 only outwards. The Beta dips below its promise where
   the truth is in the middle, Wilson's interval near 0 and 1: where the judge tells little, the limits go outwards
   towards Wilson's.

Compared by simulation with the two rules it grew from (docs/figures/review.md): the post-stratified Jeffreys rule,
whose prior of one observation a stratum pulls a share of .98 away from the truth, and Wilson's interval on the
prediction-powered variance (Angelopoulos, Duchi and Zrnic, *PPI++*, arXiv 2311.01453), which is too small when the few
errors carry small weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.proportions import CONFIDENCE, intraclass_correlation, wilson

# Chosen in the simulation of bench/review.py; halving or doubling one moves coverage by about a point.
SMOOTHING = 1.0  # observations added to an empty stratum,
SMOOTHING_FALLS, SMOOTHING_FEW = 0.45, 4.0  # fewer the more it holds: at four reviews half of this fewer
SMOOTHING_TOGETHER = 0.9  # and where all reviews are taken together
KISH_REVIEWS = 2.0  # at this many reviews the variance is half Kish's
SWITCH_Z = 1.0  # strata that differ by less than this many standard errors may be taken together
TOLD, TOLD_LEAST, TOLD_FALLS = 0.42, 0.05, 1.25  # what a judge that tells more than the least gives back at up to
TOLD_REVIEWS = 20.0  # so many reviews; more at ten would miss under judges that pass too few
TOLD_FEW = 2.0  # half of it where the thinnest stratum holds this many,
TOLD_UNEQUAL = 0.25  # and none where the weights alone widen the variance by so much
BETWEEN, BETWEEN_N = 0.75, -1.0  # how far the limits go to Wilson's, and by how much his number differs

CENSUS = 1e9
WEIGHTED, STRATIFIED, UNVERIFIED, KNOWN = "weighted", "post_stratified", "unverified", "known"


@dataclass(frozen=True)
class ReviewEstimates:
    """One estimate per group; every array has the length of the groups. Without reviews ``value`` and limits are nan."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n_reviewed: np.ndarray
    n_effective: np.ndarray
    weighted_count: np.ndarray
    design_effect: np.ndarray
    mix_design_effect: np.ndarray  # the same for how many episodes each stratum has; 1 where strata are taken together
    method: np.ndarray


@dataclass(frozen=True)
class _Shares:
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
        worth = np.where(total > 0, _ratio(self.smoothed * (1 - self.smoothed), total), CENSUS)
        return np.maximum(worth - self.allowance, 0.5)


def estimate_share(
    cell,
    correct,
    weight,
    *,
    cell_count: int,
    stratum=None,
    stratum_sizes=None,
    cluster=None,
    cluster_size=None,
    mix_design_effect=None,
    settled_sizes=None,
    of_episodes: bool = False,
    confidence: float = CONFIDENCE,
) -> ReviewEstimates:
    """Estimate a share in every group at once from reviews drawn with known probabilities.

    One entry per reviewed episode: ``cell`` (integer below ``cell_count``), ``correct`` (0 to 1; the mean of its
    reviewers), ``weight`` (one over the inclusion probability, times the non-response factor), ``stratum`` (integer;
    the judge's verdict) and ``cluster`` (the customer; anything that numpy can sort).

    One entry per group: ``stratum_sizes`` (groups × strata) counts the episodes, reviewed or not. ``settled_sizes`` counts
    episodes whose answer is known to be 0 without a review, as one that was not closed cannot have been closed wrongly.
    ``cluster_size`` is the size of the customer that a random episode belongs to, Σm²/Σm over all episodes;
    ``mix_design_effect``, where it is known, is what that likeness does to the mix of strata; else it follows from how
    alike the reviewed verdicts of one customer are, less what is left of that within the strata.

    A group all of whose episodes are such needs no review: its share is 0, with Wilson's limit on what the next ones may show.

    ``of_episodes`` speaks of just these episodes, with a finite population correction, instead of the agent's rate; a
    census then has no interval at all.

    Raises ValueError on weights that are not positive, on verdicts outside 0 to 1, and where a stratum has more reviews
    than episodes.

    >>> e = estimate_share([0] * 10, [1] * 9 + [0], [20.0] * 10, cell_count=2)
    >>> e.value.round(2).tolist(), e.low.round(2).tolist(), e.high.round(2).tolist(), e.method.tolist()
    ([0.9, nan], [0.58, nan], [0.99, nan], ['weighted', 'unverified'])
    """
    cell, correct, weight = np.asarray(cell, int), np.asarray(correct, float), np.asarray(weight, float)
    _check(correct, weight)
    stratum = np.zeros(len(cell), int) if stratum is None else np.asarray(stratum, int)
    strata = 1 if stratum_sizes is None else np.shape(stratum_sizes)[1]
    # an episode that was certain to be reviewed adds nothing to the doubt about just these episodes
    square = np.maximum(weight**2 - weight, 0) if of_episodes else weight**2
    sampled = [
        np.bincount(cell * strata + stratum, each, cell_count * strata).reshape(cell_count, strata)
        for each in (np.ones(len(cell)), weight, square, weight * correct, square * correct)
    ]
    count, sums = sampled[:2]
    settled = np.zeros(cell_count) if settled_sizes is None else np.asarray(settled_sizes, float)
    population, shares = _mix(count, sums, stratum_sizes, settled)
    open_share = shares.sum(1, keepdims=True)
    pairs = None if cluster is None or not len(cell) else _Pairs(cell, cluster, cell_count, weight)
    # how many of each stratum there are is itself chance
    chance = np.zeros(cell_count) if of_episodes else 1 / (population + 1)
    within = chance * (1.0 if mix_design_effect is None else mix_design_effect)
    apart = _combine(sampled, shares, within, SMOOTHING - SMOOTHING_FALLS * count / (count + SMOOTHING_FEW))
    pooled = [part.sum(1, keepdims=True) for part in sampled]
    together = _combine(pooled, open_share, within, SMOOTHING_TOGETHER)

    reviewed = count.sum(1)
    is_apart, tail = _choice(apart, together, sampled, shares)
    value = np.where(is_apart, apart.value, together.value)
    smoothed = np.where(is_apart, apart.smoothed, together.smoothed)
    design_effect, of_customers = np.ones(cell_count), np.zeros(cell_count)
    if pairs is not None:
        influence = weight * np.where(
            is_apart[cell], _ratio(shares, sums)[cell, stratum], _ratio(open_share[:, 0], sums.sum(1))[cell]
        )
        left = np.where(is_apart, apart.within_variance, together.within_variance)
        alike_left, explained = _likeness(pairs, sampled, cell, stratum, correct, smoothed, left, is_apart)
        design_effect = 1 + alike_left * pairs.weighed(influence)
        if mix_design_effect is None and cluster_size is not None:
            # customers come with all their episodes: what the strata explain of their likeness comes back with the mix
            of_customers = (np.asarray(cluster_size, float) - 1) * explained * chance
    n_effective = np.where(
        is_apart, apart.n_effective(design_effect, of_customers), together.n_effective(design_effect) / tail
    )
    if mix_design_effect is None:
        mix_design_effect = 1 + _ratio(of_customers, apart.of_mix)
    told = np.where(is_apart, _told(apart, shares, count), 0.0)
    n_effective = n_effective * (1 + TOLD * np.maximum(told - TOLD_LEAST, 0) * _few_and_alike(sampled))
    low, high = _limits(value, smoothed, n_effective, told, confidence)
    none = reviewed == 0
    is_known = none & (population <= settled) & (settled > 0)
    customers = settled / np.maximum(1.0 if cluster_size is None else np.asarray(cluster_size, float), 1.0)
    method = np.where(is_known, KNOWN, np.where(none, UNVERIFIED, np.where(is_apart, STRATIFIED, WEIGHTED)))
    return ReviewEstimates(
        value=_or_known(value, none, is_known, 0.0),
        low=_or_known(low, none, is_known, 0.0),
        high=_or_known(high, none, is_known, 0.0 if of_episodes else wilson(0.0, customers, confidence)[1]),
        n_reviewed=reviewed.astype(int),
        n_effective=np.where(is_known, customers, np.where(none, 0.0, n_effective)),
        weighted_count=sums.sum(1) + settled,
        design_effect=design_effect,
        mix_design_effect=np.broadcast_to(mix_design_effect, cell_count),
        method=method,
    )


def _or_known(found, none, is_known, known):
    """What was found; without a review what is known, else nothing."""
    return np.where(is_known, known, np.where(none, np.nan, found))


def _check(correct: np.ndarray, weight: np.ndarray) -> None:
    if len(weight) and not (weight > 0).all():
        raise ValueError(f"a weight is one over a probability and so above 0, not {weight.min()}")
    if len(correct) and not ((correct >= 0) & (correct <= 1)).all():
        raise ValueError("a verdict lies between 0 and 1")


def _choice(apart: _Shares, together: _Shares, sampled: Sequence[np.ndarray], shares) -> tuple[np.ndarray, np.ndarray]:
    """Where the strata are estimated apart, and how much unequal weights widen the estimate of all together."""
    count, sums, squares = (part.sum(1) for part in sampled[:3])
    # unequal weights are themselves few: a tail between the normal's and Student's
    spread = _ratio(_ratio(count * squares, sums**2) - 1, count)
    tail = (1 + np.maximum(spread, 0)) ** 2
    is_better = apart.n_effective() >= together.n_effective() / tail
    return ((shares > 0).sum(1) > 1) & ((apart.difference >= SWITCH_Z**2) | is_better), tail


def _mix(count, sums, stratum_sizes, settled) -> tuple[np.ndarray, np.ndarray]:
    """How many episodes each group has, and the share of each stratum in it; without sizes what the weights tell."""
    sizes = sums if stratum_sizes is None else np.asarray(stratum_sizes, float)
    # a stratum size can only be smaller than what was reviewed in it where the sizes are wrong
    if stratum_sizes is not None and (count > sizes + 1e-9).any():
        raise ValueError("more reviews in a stratum than it has episodes")
    population = sizes.sum(1) + settled
    with np.errstate(divide="ignore", invalid="ignore"):
        return population, np.where(population[:, None] > 0, sizes / population[:, None], 0.0)


def _likeness(
    pairs: _Pairs, sampled: Sequence[np.ndarray], cell, stratum, correct, smoothed, left, is_apart
) -> tuple[np.ndarray, np.ndarray]:
    """How alike one customer's verdicts are within the strata, and the variance that the strata explain of it; by group.

    ``left`` is the variance of a verdict whose stratum is known; the rest as in :func:`estimate_share` and ``_combine``.
    """
    count, sums, _, right, _ = sampled
    reviewed, pooled = count.sum(1), _ratio(right.sum(1), sums.sum(1))[cell]
    residual = correct - np.where(is_apart[cell], _ratio(right, sums)[cell, stratum], pooled)
    alike_left = pairs.correlation(residual, left, reviewed)
    variance = smoothed * (1 - smoothed)
    alike = pairs.correlation(correct - pooled, variance, reviewed)
    return alike_left, np.where(is_apart, np.maximum(alike * variance - alike_left * left, 0), 0.0)


def _ratio(numerator, denominator):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, 0.0)


def _combine(sampled: Sequence[np.ndarray], shares, within, smoothing) -> _Shares:
    """Put strata together: point, smoothed point and effective number (steps 1 of the module's text).

    ``sampled``: count, weights, squared weights, weighted and squared-weighted successes, each by group and stratum.
    """
    count, sums, squares, right, right_squares = sampled
    reviewed = count.sum(1, keepdims=True)
    pooled = _ratio(right.sum(1, keepdims=True), sums.sum(1, keepdims=True))
    share = np.where(count > 0, _ratio(right, sums), pooled)
    # the smoothing observation weighs what a review of the group weighs: what a stratum has not shown may be heavier
    usual = np.where(reviewed > 0, _ratio(sums.sum(1, keepdims=True), reviewed), 1.0) * smoothing
    usual_square = np.where(reviewed > 0, _ratio(squares.sum(1, keepdims=True), reviewed), 1.0) * smoothing
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
    allowance = 1 + _ratio(2.0, reviewed[:, 0])

    known = (shares > 0) & (variance > 0)
    precision = np.where(known, _ratio(1.0, variance), 0.0)
    centre = _ratio((precision * smoothed).sum(1), precision.sum(1))[:, None]
    freedom = np.maximum(known.sum(1) - 1, 1)
    difference = (precision * (smoothed - centre) ** 2).sum(1) / freedom
    left = _ratio((shares * smoothed * (1 - smoothed)).sum(1), shares.sum(1))
    return _Shares(value, middle, (shares**2 * variance).sum(1), between * within, allowance, left, difference)


def _told(apart: _Shares, shares, count):
    """The share of a verdict's variance that the strata explain, less where one of them holds hardly a review (step 4)."""
    whole = apart.smoothed * (1 - apart.smoothed)
    seen = np.where(shares > 0, count / (count + TOLD_FEW), 1.0).min(1)
    return np.clip(1 - _ratio(apart.within_variance, whole), 0, 1) * seen


def _few_and_alike(sampled: Sequence[np.ndarray]):
    """How much of what the judge tells is given back: all at few reviews of equal weight, nothing at a Kish effect of 1.25."""
    count, sums, squares = (part.sum(1) for part in sampled[:3])
    unequal = np.where(count > 0, _ratio(count * squares, sums**2) - 1, 0)
    return (TOLD_REVIEWS / np.maximum(count, TOLD_REVIEWS)) ** TOLD_FALLS * np.clip(1 - unequal / TOLD_UNEQUAL, 0, 1)


class _Pairs:
    """Pairs of one customer's reviewed episodes within a group: how alike they are, and what that costs (step 3)."""

    def __init__(self, cell, cluster, cell_count: int, weight):
        _, code = np.unique(np.asarray(cluster), return_inverse=True)
        key, self.group = np.unique(cell.astype(np.int64) * (code.max() + 1) + code, return_inverse=True)
        self.cell, self.home, self.cell_count = cell, key // (code.max() + 1), cell_count
        # Each of a pair was drawn with a probability of its own: counted as they come, the risky ones, which are
        # oftener wrong, would seem to be alike.
        self.weight, self.sums = weight, self.products(weight)
        self.count = _ratio(self.sums**2, self.products(weight**2))

    def products(self, values):
        whole = np.bincount(self.group, values) ** 2 - np.bincount(self.group, values**2)
        return np.bincount(self.home, whole, self.cell_count) / 2

    def correlation(self, residual, variance, reviewed):
        """The intraclass correlation of what the ``residual`` leaves, whose variance is ``variance``."""
        # residuals from an estimated mean are slightly opposed to each other
        products = _ratio(self.products(self.weight * residual), self.sums) + _ratio(variance, reviewed)
        # where nearly all is right few pairs could show a likeness: a pair tells as much as its variance allows
        return intraclass_correlation(products, variance, self.count * 4 * variance)

    def weighed(self, influence):
        """What pairs of one customer weigh in the estimate, next to its own squares."""
        own = np.bincount(self.cell, influence**2, self.cell_count)
        return np.maximum(_ratio(2 * self.products(influence), own), 0)


def _limits(value, smoothed, n_effective, told, confidence):
    """Quantiles of the Beta around the point and around the smoothed shares, taken towards Wilson's limits (step 5)."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    # what one observation of prior moves anyway is not moved twice
    moved = (0.5 + n_effective * value) / (n_effective + 1)
    at = np.clip(value + (smoothed - moved), 0, 1)
    edges = []
    for centre in (value, at):
        right, wrong = 0.5 + n_effective * centre, 0.5 + n_effective * (1 - centre)
        edges.append((betaincinv(right, wrong, tail), betaincinv(right, wrong, 1 - tail)))
    (low, high), (low_moved, high_moved) = edges
    # outwards the move counts whole; inwards less the nearer the share is to 0 or 1, where it would cut off the truth
    inwards = 1 - np.abs(2 * value - 1) ** 2
    low = np.where(low_moved < low, low_moved, low + inwards * (low_moved - low))
    high = np.where(high_moved > high, high_moved, high + inwards * (high_moved - high))
    towards = BETWEEN * (1 - told) ** 2
    wilson_low, wilson_high = wilson(np.clip(value, 0, 1), np.maximum(n_effective + BETWEEN_N, 0.5), confidence)
    low, high = low + towards * np.minimum(wilson_low - low, 0), high + towards * np.maximum(wilson_high - high, 0)
    return np.minimum(low, value), np.maximum(high, value)
