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

from agent_scorecard.statistics.customer_pairs import Pairs, likeness
from agent_scorecard.statistics.proportions import CONFIDENCE, wilson
from agent_scorecard.statistics.weighted_shares import Shares, choice, combine, mix, ratio

# Chosen in the simulation of bench/review.py; halving or doubling one moves coverage by about a point.
SMOOTHING = 1.0  # observations added to an empty stratum,
SMOOTHING_FALLS, SMOOTHING_FEW = 0.45, 4.0  # fewer the more it holds: at four reviews half of this fewer
SMOOTHING_TOGETHER = 0.9  # and where all reviews are taken together
TOLD, TOLD_LEAST, TOLD_FALLS = 0.42, 0.05, 1.25  # what a judge that tells more than the least gives back at up to
TOLD_REVIEWS = 20.0  # so many reviews; more at ten would miss under judges that pass too few
TOLD_FEW = 2.0  # half of it where the thinnest stratum holds this many,
TOLD_UNEQUAL = 0.25  # and none where the weights alone widen the variance by so much
BETWEEN, BETWEEN_N = 0.75, -1.0  # how far the limits go to Wilson's, and by how much his number differs
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
    population, shares = mix(count, sums, stratum_sizes, settled)
    open_share = shares.sum(1, keepdims=True)
    pairs = None if cluster is None or not len(cell) else Pairs(cell, cluster, cell_count, weight)
    # how many of each stratum there are is itself chance
    chance = np.zeros(cell_count) if of_episodes else 1 / (population + 1)
    within = chance * (1.0 if mix_design_effect is None else mix_design_effect)
    apart = combine(sampled, shares, within, SMOOTHING - SMOOTHING_FALLS * count / (count + SMOOTHING_FEW))
    pooled = [part.sum(1, keepdims=True) for part in sampled]
    together = combine(pooled, open_share, within, SMOOTHING_TOGETHER)

    reviewed = count.sum(1)
    is_apart, tail = choice(apart, together, sampled, shares)
    value = np.where(is_apart, apart.value, together.value)
    smoothed = np.where(is_apart, apart.smoothed, together.smoothed)
    design_effect, of_customers = np.ones(cell_count), np.zeros(cell_count)
    if pairs is not None:
        influence = weight * np.where(
            is_apart[cell], ratio(shares, sums)[cell, stratum], ratio(open_share[:, 0], sums.sum(1))[cell]
        )
        left = np.where(is_apart, apart.within_variance, together.within_variance)
        alike_left, explained = likeness(pairs, sampled, cell, stratum, correct, smoothed, left, is_apart)
        design_effect = 1 + alike_left * pairs.weighed(influence)
        if mix_design_effect is None and cluster_size is not None:
            # customers come with all their episodes: what the strata explain of their likeness comes back with the mix
            of_customers = (np.asarray(cluster_size, float) - 1) * explained * chance
    n_effective = np.where(
        is_apart, apart.n_effective(design_effect, of_customers), together.n_effective(design_effect) / tail
    )
    if mix_design_effect is None:
        mix_design_effect = 1 + ratio(of_customers, apart.of_mix)
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


def _told(apart: Shares, shares, count):
    """The share of a verdict's variance that the strata explain, less where one of them holds hardly a review (step 4)."""
    whole = apart.smoothed * (1 - apart.smoothed)
    seen = np.where(shares > 0, count / (count + TOLD_FEW), 1.0).min(1)
    return np.clip(1 - ratio(apart.within_variance, whole), 0, 1) * seen


def _few_and_alike(sampled: Sequence[np.ndarray]):
    """How much of what the judge tells is given back: all at few reviews of equal weight, nothing at a Kish effect of 1.25."""
    count, sums, squares = (part.sum(1) for part in sampled[:3])
    unequal = np.where(count > 0, ratio(count * squares, sums**2) - 1, 0)
    return (TOLD_REVIEWS / np.maximum(count, TOLD_REVIEWS)) ** TOLD_FALLS * np.clip(1 - unequal / TOLD_UNEQUAL, 0, 1)


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
