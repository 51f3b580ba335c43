"""Every figure that rests on reviews, for every group at once: one pass over the reviewed episodes, one call a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agent_scorecard.review.reviewed_groups import CELL, ReviewedCells, Share
from agent_scorecard.statistics.review_estimator import KNOWN, ReviewEstimates

if TYPE_CHECKING:
    import pyarrow as pa

SHARES = (
    Share("resolution_accuracy", "correct_score", of="is_ai_resolved"),
    Share("handled_accuracy", "correct_score", strata=("judge_verdict", "is_ai_resolved")),
    Share("closure_accuracy_gap", "correct_score", of="is_ai_resolved", counts_wrong=True, is_settled_outside=True),
    Share("valid_share", "valid_score", of="is_ai_resolved"),
    Share("complete_share", "complete_score", of="is_ai_resolved"),
    Share("helpful_share", "helpful_score", of="is_ai_resolved"),
    Share("hallucination_rate", "hallucination_score"),
    Share("contradicted_rate", "contradicted_score"),
    Share("invented_feature_rate", "invented_feature_score"),
    Share("overpromise_rate", "overpromise_score"),
)


def accuracy_values(
    strata: pa.Table,
    reviews: pa.Table,
    essential: dict[str, bool],
    min_n: dict[str, int],
    missed_cost: float,
    avoidable_cost: float,
) -> pa.Table:
    """One row per group and metric, in the columns of every other estimate, with how many reviews it rests on.

    ``essential`` says which metrics months and segments carry; ``min_n`` the reviews below which a figure is ``low_n``, as it is
    where their effective number is below half of that.
    A group in which the metric has episodes and no review of them is ``unverified`` and has no value.
    """
    import pyarrow as pa

    reviewed = ReviewedCells(strata, reviews)
    found = {share.metric: reviewed.added_up(reviewed.estimate(share)) for share in SHARES}
    universe = {}
    for share in SHARES:
        inside, _ = reviewed.flag(share.of)
        universe[share.metric] = reviewed.sizes(inside | share.is_settled_outside)[:, 0]
    escalations = reviewed.appropriateness(missed_cost, avoidable_cost)
    decided, _ = reviewed.flag("is_decided")
    made, _ = reviewed.flag("is_escalated")
    for metric, estimate, rows in (
        ("escalation_precision", escalations.precision, decided & made),
        ("escalation_recall", escalations.recall, decided),
        ("missed_escalation_rate", escalations.missed, decided),
        ("avoidable_escalation_rate", escalations.avoidable, decided),
        ("escalation_loss", escalations.loss, decided),
    ):
        # a cost is no share: its limits have no upper end
        found[metric] = estimate if metric == "escalation_loss" else reviewed.added_up(estimate)
        universe[metric] = reviewed.sizes(rows)[:, 0]

    is_weekly_category = (reviewed.cells["period"].to_numpy(False) != "month") & (
        reviewed.cells["segment_type"].to_numpy(False) == "category"
    )
    tables = []
    for metric in sorted(found):
        rows = (universe[metric] > 0) & (is_weekly_category | essential.get(metric, False))
        tables.append(_as_table(reviewed, metric, found[metric], rows, min_n.get(metric, 0)))
    return pa.concat_tables(tables)


def _as_table(
    reviewed: ReviewedCells, metric: str, estimate: ReviewEstimates, rows: np.ndarray, least: int
) -> pa.Table:
    import pyarrow as pa

    def numbers(values, digits=10):
        values = np.round(values[rows], digits)
        return pa.array(values, pa.float64(), mask=~np.isfinite(values))

    place = np.nonzero(rows)[0]
    is_known = np.isfinite(estimate.value[rows])
    # many reviews of which one outweighs all others are few
    is_few = (estimate.n_reviewed[rows] < least) | (estimate.n_effective[rows] < least / 2)
    # what is known without a review rests on all episodes
    is_few &= estimate.method[rows] != KNOWN
    hint = np.where(~is_known, "unverified", np.where(is_few, "low_n", ""))
    columns = {name: reviewed.cells[name].take(pa.array(place, pa.int64())) for name in CELL}
    columns |= {
        "metric": pa.array([metric] * len(place), pa.string()),
        "value": numbers(estimate.value),
        "value_low": numbers(estimate.low),
        "value_high": numbers(estimate.high),
        "numerator": numbers(estimate.value * estimate.weighted_count, 6),
        "denominator": numbers(np.where(np.isfinite(estimate.value), estimate.weighted_count, 0), 6),
        "n_effective": numbers(estimate.n_effective, 6),
        "method": pa.array(estimate.method[rows].tolist(), pa.string()),
        "status_hint": pa.array([text or None for text in hint], pa.string()),
        "n_reviewed": pa.array(estimate.n_reviewed[rows], pa.int64()),
        "design_effect": numbers(estimate.design_effect, 6),
    }
    return pa.table(columns)
