"""Every figure that rests on reviews, for every group at once: one pass over the reviewed episodes, one call a metric."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from agent_scorecard.statistics.appropriateness import Appropriateness, escalation_appropriateness
from agent_scorecard.statistics.review_estimator import KNOWN, UNVERIFIED, ReviewEstimates, estimate_share

if TYPE_CHECKING:
    import pyarrow as pa

ALL = "(all)"
CELL = ("period", "period_start", "segment_type", "segment")
VERDICTS = ("fail", "none", "pass")


@dataclass(frozen=True)
class Share:
    """A share estimated from reviews: whose, of which verdict, and what is known without looking."""

    metric: str
    verdict: str
    of: str = "is_ai_handled"
    counts_wrong: bool = False
    is_settled_outside: bool = False  # an AI-handled episode outside `of` counts as 0, known without a review
    strata: tuple[str, ...] = field(default=("judge_verdict",))


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


class ReviewedCells:
    """The reviewed episodes and the sizes of their strata, by group; groups in the order of their keys."""

    def __init__(self, strata: pa.Table, reviews: pa.Table):
        import pyarrow as pa
        import pyarrow.compute as pc

        def key(table):
            return pc.binary_join_element_wise(*(pc.cast(table[name], pa.string()) for name in CELL), "\x1f")

        reviews = reviews.append_column("cell_key", key(reviews)).sort_by(
            [("cell_key", "ascending"), ("episode_id", "ascending")]
        )
        strata = strata.append_column("cell_key", key(strata)).sort_by("cell_key")
        keys, first, self._stratum_cell = np.unique(
            strata["cell_key"].to_numpy(zero_copy_only=False), return_index=True, return_inverse=True
        )
        self.count = len(keys)
        self.cells = strata.select(CELL).take(pa.array(first, pa.int64()))
        self._sizes = strata["episode_count"].to_numpy().astype(float)
        self.customer_size = strata["customer_size"].to_numpy()[first] if self.count else np.zeros(0)
        # of the share that was closed, and so of the share that was escalated; 1 where nobody or everybody was
        self.closure_design_effect = np.maximum(strata["closure_design_effect"].to_numpy()[first], 1.0)
        self.cell = np.searchsorted(keys, reviews["cell_key"].to_numpy(zero_copy_only=False))
        self.weight = reviews["weight"].to_numpy()
        self.customer = pc.rank(reviews["customer_cluster"], tiebreaker="dense").to_numpy()
        self._strata, self._reviews = strata, reviews

    @cached_property
    def whole(self) -> np.ndarray:
        """Of every group that is a category the place of the group of all categories together; -1 for any other group."""
        period, start, kind, segment = (self.cells[name].to_pylist() for name in CELL)
        together = {
            key[:2]: place
            for place, key in enumerate(zip(period, start, kind, segment, strict=True))
            if key[2:] == ("category", ALL)
        }
        return np.array(
            [
                together.get((p, s), -1) if k == "category" and name != ALL else -1
                for p, s, k, name in zip(period, start, kind, segment, strict=True)
            ],
            int,
        )

    def added_up(self, found: ReviewEstimates) -> ReviewEstimates:
        """All categories together as the sum of what the categories say: numerators and denominators, never their rates.

        The interval is that of the reviews taken together, carried to this point: each limit in the same proportion of the
        way to its end of the scale. It knows of the customers who are in several categories, which adding up would not.
        """
        part = np.flatnonzero((self.whole >= 0) & np.isfinite(found.value))
        whole = np.unique(self.whole[self.whole >= 0])
        count = np.bincount(self.whole[part], found.weighted_count[part], self.count)[whole]
        right = np.bincount(self.whole[part], (found.value * found.weighted_count)[part], self.count)[whole]
        with np.errstate(divide="ignore", invalid="ignore"):
            # without any review all together are as unknown as they are, whatever is known of a category without cases
            value = np.where((count > 0) & np.isfinite(found.value[whole]), right / count, np.nan)
            below, above = found.low[whole] / found.value[whole], (1 - found.high[whole]) / (1 - found.value[whole])
        arrays = {name: getattr(found, name).copy() for name in ("value", "low", "high", "weighted_count", "method")}
        arrays["value"][whole], arrays["weighted_count"][whole] = value, count
        # where the reviews together say 0 or 1, so do the categories
        arrays["low"][whole] = np.where(found.value[whole] > 0, value * below, np.minimum(found.low[whole], value))
        arrays["high"][whole] = np.where(
            found.value[whole] < 1, 1 - (1 - value) * above, np.maximum(found.high[whole], value)
        )
        arrays["method"][whole] = np.where(np.isfinite(value), found.method[whole], UNVERIFIED)
        return replace(found, **arrays)

    def flag(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A judgement of the strata and of the reviews; every episode here is AI-handled."""
        if name == "is_ai_handled":
            return np.ones(len(self._sizes), bool), np.ones(len(self.cell), bool)
        return tuple(table[name].to_numpy(zero_copy_only=False).astype(bool) for table in (self._strata, self._reviews))

    def codes(self, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, int]:
        """The stratum of each row, numbered alike in both tables."""
        codes, count = (np.zeros(len(self._sizes), int), np.zeros(len(self.cell), int)), 1
        for name in names:
            if name == "judge_verdict":
                parts = tuple(np.searchsorted(VERDICTS, t[name].to_numpy(False)) for t in (self._strata, self._reviews))
                size = len(VERDICTS)
            else:
                parts, size = tuple(part.astype(int) for part in self.flag(name)), 2
            codes = tuple(code * size + part for code, part in zip(codes, parts, strict=True))
            count *= size
        return *codes, count

    def sizes(self, rows, codes=None, strata: int = 1) -> np.ndarray:
        """Episodes by group and stratum among the ``rows`` of the strata."""
        place = self._stratum_cell * strata + (0 if codes is None else codes)
        counted = np.bincount(place[rows], self._sizes[rows], self.count * strata)
        return counted.reshape(self.count, strata)

    def verdicts(self, name: str) -> np.ndarray:
        """The reviewers' mean; nan where none of them answered."""
        return self._reviews[name].to_numpy(zero_copy_only=False).astype(float)

    def estimate(self, share: Share) -> ReviewEstimates:
        """One share in every group."""
        stratum_in, review_in = self.flag(share.of)
        stratum_codes, review_codes, strata = self.codes(share.strata)
        correct = self.verdicts(share.verdict)
        rows = review_in & np.isfinite(correct)
        return estimate_share(
            self.cell[rows],
            1 - correct[rows] if share.counts_wrong else correct[rows],
            self.weight[rows],
            cell_count=self.count,
            stratum=review_codes[rows],
            stratum_sizes=self.sizes(stratum_in, stratum_codes, strata),
            cluster=self.customer[rows],
            cluster_size=self.customer_size,
            settled_sizes=self.sizes(~stratum_in)[:, 0] if share.is_settled_outside else None,
            mix_design_effect=self.closure_design_effect if share.is_settled_outside else None,
        )

    def appropriateness(self, missed_cost: float, avoidable_cost: float) -> Appropriateness:
        """The 2×2 of escalation in every group, over the episodes in which it was decided who serves."""
        stratum_in, review_in = self.flag("is_decided")
        stratum_made, review_made = self.flag("is_escalated")
        needed = self.verdicts("needed_score")
        rows = review_in & np.isfinite(needed)
        return escalation_appropriateness(
            self.cell[rows],
            needed[rows],
            review_made[rows],
            self.weight[rows],
            kept_sizes=self.sizes(stratum_in & ~stratum_made)[:, 0],
            escalated_sizes=self.sizes(stratum_in & stratum_made)[:, 0],
            cluster=self.customer[rows],
            cluster_size=self.customer_size,
            mix_design_effect=self.closure_design_effect,
            missed_cost=missed_cost,
            avoidable_cost=avoidable_cost,
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
