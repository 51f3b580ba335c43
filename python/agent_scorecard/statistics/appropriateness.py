"""Was an escalation needed, and was it made? The 2×2 of escalation from sampled reviews of both sides.

Whether an episode was escalated is known of all; whether it needed a person, only of the reviewed. So the margin of
what was made is exact and the other is estimated on each side apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.proportions import CONFIDENCE
from agent_scorecard.statistics.review_estimator import UNVERIFIED, ReviewEstimates, estimate_share


@dataclass(frozen=True)
class Appropriateness:
    """The four shares of escalation, one estimate per group each, and the cost per episode that the AI handled."""

    precision: ReviewEstimates
    recall: ReviewEstimates
    missed: ReviewEstimates
    avoidable: ReviewEstimates
    loss: ReviewEstimates


def escalation_appropriateness(
    cell,
    needed,
    escalated,
    weight,
    *,
    kept_sizes,
    escalated_sizes,
    cluster=None,
    cluster_size=None,
    mix_design_effect=None,
    missed_cost: float = 5.0,
    avoidable_cost: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Appropriateness:
    """Estimate, per group, from reviewed episodes (``cell``, ``needed`` 0 to 1, ``escalated`` 0 or 1, ``weight``):

    precision  P(needed | escalated), recall  P(escalated | needed),
    missed     P(needed and kept | handled by the AI), avoidable  P(not needed and escalated | handled by the AI),
    loss       missed · ``missed_cost`` + avoidable · ``avoidable_cost``.

    ``kept_sizes`` and ``escalated_sizes`` count the AI-handled episodes of each group. Where no kept episode was
    reviewed, missed and recall are not identified and come out unverified: they are never filled in. Where no episode was
    escalated, none was so without need: avoidable is known to be 0 without a review.

    >>> a = escalation_appropriateness(
    ...     [0] * 8, [1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], [2.0] * 4 + [10.0] * 4,
    ...     kept_sizes=[40], escalated_sizes=[8])
    >>> [round(float(x.value[0]), 3) for x in (a.precision, a.recall, a.missed, a.avoidable)]
    [0.75, 0.375, 0.208, 0.042]
    >>> round(float(a.loss.value[0]), 3)
    1.083
    """
    cell, needed, weight = np.asarray(cell, int), np.asarray(needed, float), np.asarray(weight, float)
    made = np.asarray(escalated, int).astype(bool)
    kept_sizes, escalated_sizes = np.asarray(kept_sizes, float), np.asarray(escalated_sizes, float)
    cells = len(kept_sizes)
    customer = None if cluster is None else np.asarray(cluster)

    def share(rows, correct, weights=weight, **sizes):
        return estimate_share(
            cell[rows],
            correct[rows],
            weights[rows],
            cell_count=cells,
            cluster=None if customer is None else customer[rows],
            cluster_size=cluster_size,
            mix_design_effect=mix_design_effect,
            confidence=confidence,
            **sizes,
        )

    precision = share(made, needed, stratum_sizes=escalated_sizes[:, None])
    avoidable = share(made, 1 - needed, stratum_sizes=escalated_sizes[:, None], settled_sizes=kept_sizes)
    missed = share(~made, needed, stratum_sizes=kept_sizes[:, None], settled_sizes=escalated_sizes)

    made_and_needed = share(made, needed, stratum_sizes=escalated_sizes[:, None], settled_sizes=kept_sizes)
    recall = _part_of_whole(made_and_needed, missed)
    loss = _weighted_sum(missed, missed_cost, avoidable, avoidable_cost)
    return Appropriateness(precision, recall, missed, avoidable, loss)


def _weighted_sum(one: ReviewEstimates, cost: float, other: ReviewEstimates, other_cost: float) -> ReviewEstimates:
    """cost · one + other_cost · other of two independent shares, with Zou and Donner's (2008) limits for a sum."""
    value = cost * one.value + other_cost * other.value
    low = value - np.hypot(cost * (one.value - one.low), other_cost * (other.value - other.low))
    high = value + np.hypot(cost * (one.high - one.value), other_cost * (other.high - other.value))
    return ReviewEstimates(
        value=value,
        low=np.maximum(low, 0),
        high=high,
        n_reviewed=one.n_reviewed + other.n_reviewed,
        n_effective=np.minimum(one.n_effective, other.n_effective),
        weighted_count=np.minimum(one.weighted_count, other.weighted_count),
        design_effect=np.maximum(one.design_effect, other.design_effect),
        mix_design_effect=np.maximum(one.mix_design_effect, other.mix_design_effect),
        method=np.where(np.isfinite(value), "sum_of_shares", UNVERIFIED),
    )


def _part_of_whole(part: ReviewEstimates, rest: ReviewEstimates) -> ReviewEstimates:
    """part / (part + rest) of two independent shares, with Donner and Zou's (2012) limits for a ratio.

    A weighted mean over the needed alone would rest on the two or three missed ones that few reviews of kept episodes
    find, each of a large weight; the limits of ``rest`` know how few they are.
    """
    # a side without episodes is known to be 0 (:mod:`review_estimator`), and the next week may be otherwise
    parts, rests = (part.value, part.low, part.high), (rest.value, rest.low, rest.high)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = parts[0] / (parts[0] + rests[0])
        low = 1 / (1 + _ratio_limit(rests[0], rests[2], parts[0], parts[1], 1))
        high = 1 / (1 + _ratio_limit(rests[0], rests[1], parts[0], parts[2], -1))
        sides = ((part, parts[0]), (rest, rests[0]))
        # a side whose share is 0 counts nobody who needed a person
        counted = sum(np.where(share > 0, side.weighted_count * share, 0.0) for side, share in sides)
        n_effective = sum(np.where(share > 0, side.n_effective * share, 0.0) for side, share in sides)
    # nobody found who needed a person: nothing to have recalled, and nothing known of it
    is_known = np.isfinite(value)
    return ReviewEstimates(
        value=value,
        low=np.where(is_known, np.clip(low, 0, value), np.nan),
        high=np.where(is_known, np.clip(high, value, 1), np.nan),
        n_reviewed=part.n_reviewed + rest.n_reviewed,
        n_effective=np.where(is_known, n_effective, 0.0),
        weighted_count=np.where(is_known, counted, 0.0),
        design_effect=np.maximum(part.design_effect, rest.design_effect),
        mix_design_effect=np.maximum(part.mix_design_effect, rest.mix_design_effect),
        method=np.where(is_known, "ratio_of_shares", UNVERIFIED),
    )


def _ratio_limit(top, top_limit, bottom, bottom_limit, sign):
    """One limit of top / bottom; infinite where the bottom may be 0."""
    product = top * bottom
    under = bottom_limit * (2 * bottom - bottom_limit)
    root = np.sqrt(np.maximum(product**2 - top_limit * (2 * top - top_limit) * under, 0))
    limit = np.where(under != 0, (product + sign * root) / np.where(under != 0, under, 1), top_limit / bottom_limit)
    return np.where(bottom_limit > 0, limit, np.where(top_limit > 0, np.inf, 0.0))
