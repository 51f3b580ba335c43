"""The reviewed episodes of every group as arrays, read once for all figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from agent_scorecard.statistics.appropriateness import Appropriateness, escalation_appropriateness
from agent_scorecard.statistics.review_estimator import UNVERIFIED, ReviewEstimates, estimate_share

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
