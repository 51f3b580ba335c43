"""Fit a sentiment model to labels, and say honestly whether it beats VADER on messages that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.hybrid import Hybrid, features, inverse_frequencies, version_of, weigh
from agent_scorecard.text.vader import polarity_scores

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Fewer unhappy or other messages than this cannot tell two models apart.
FEWEST_PER_CLASS = 20
FOLDS = 5
RESAMPLES = 1_000
SEED = 20240617


@dataclass(frozen=True)
class Comparison:
    """Cross-validated AUC of the hybrid and of VADER, and the difference with its 95 % interval."""

    hybrid: float
    vader: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        return self.hybrid - self.vader

    @property
    def is_better(self) -> bool:
        """The whole interval lies above zero."""
        return self.low > 0


def fit(texts: pa.Array, is_unhappy: np.ndarray, languages: frozenset[str], facts: dict | None = None) -> Hybrid:
    """A model of all n labels."""
    counts = features(texts)
    idf = inverse_frequencies(counts)
    weights, intercept = _regress(weigh(counts, idf), is_unhappy)
    # rounded before it is named, so that the stored file is the fitted model
    weights = np.round(weights, 9)
    return Hybrid(version_of(weights, intercept), languages, idf, weights, intercept, facts or {})


def compare(texts: pa.Array, is_unhappy: np.ndarray, groups: np.ndarray) -> Comparison:
    """Five-fold cross-validation in which no group (a customer) is on both sides.

    Args:
        texts: n messages.
        is_unhappy: n truth values.
        groups: n keys of the customers who wrote them.

    The interval is the paired bootstrap over groups of the two AUCs on the held-out scores.

    Raises:
        ValueError: too few labels of a class, or of groups.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    is_unhappy = np.asarray(is_unhappy, bool)
    counts_of = int(is_unhappy.sum()), int((~is_unhappy).sum())
    if min(counts_of) < FEWEST_PER_CLASS:
        raise ValueError(
            f"{counts_of[0]} unhappy and {counts_of[1]} other labels; at least {FEWEST_PER_CLASS} of each are needed"
        )
    _, group = np.unique(groups, return_inverse=True)
    if group.max() + 1 < 2 * FOLDS:
        raise ValueError(f"labels of only {group.max() + 1} customers; at least {2 * FOLDS} are needed")
    counts = features(texts)
    held_out = np.zeros(len(is_unhappy))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, unseen in folds.split(held_out, is_unhappy, group):
        idf = inverse_frequencies(counts[seen])
        weights, intercept = _regress(weigh(counts[seen], idf), is_unhappy[seen])
        held_out[unseen] = weigh(counts[unseen], idf) @ weights + intercept
    vader = polarity_scores(texts).compound
    low, high = _difference_interval(-held_out, -vader, is_unhappy, group)
    return Comparison(auc(-held_out, is_unhappy), auc(-vader, is_unhappy), low, high)


def _regress(x: csr_matrix, is_unhappy: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression of being *not* unhappy, both classes of equal weight: positive margins are good news."""
    from sklearn.linear_model import LogisticRegression

    # n-grams that never occur keep the weight 0 that they would get
    seen = np.unique(x.indices)
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1_000).fit(x[:, seen], ~is_unhappy)
    weights = np.zeros(x.shape[1])
    weights[seen] = model.coef_[0]
    return weights, float(model.intercept_[0])


def auc(scores: np.ndarray, is_positive: np.ndarray, weights: np.ndarray | None = None) -> float:
    """P(a positive scores higher than another) + half of P(they tie); the area under the ROC curve.

    >>> auc(np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False]))
    0.875
    """
    _, rank = np.unique(scores, return_inverse=True)
    weights = np.ones(len(scores)) if weights is None else weights
    positive = np.bincount(rank, weights * is_positive)
    other = np.bincount(rank, weights * ~is_positive)
    below = np.cumsum(other) - other
    pairs = positive.sum() * other.sum()
    return float((positive * (below + other / 2)).sum() / pairs) if pairs else float("nan")


def _difference_interval(
    hybrid: np.ndarray, vader: np.ndarray, is_positive: np.ndarray, group: np.ndarray
) -> tuple[float, float]:
    """2.5 and 97.5 % of AUC(hybrid) - AUC(vader) over resamples of whole groups."""
    rng = np.random.default_rng(SEED)
    size = group.max() + 1
    # ranks instead of scores: the resamples only reweigh them
    ranks = [np.unique(scores, return_inverse=True)[1] for scores in (hybrid, vader)]
    differences = []
    for _ in range(RESAMPLES):
        weights = np.bincount(rng.integers(size, size=size), minlength=size)[group].astype(float)
        differences.append(auc(ranks[0], is_positive, weights) - auc(ranks[1], is_positive, weights))
    low, high = np.nanpercentile(differences, [2.5, 97.5])
    return float(low), float(high)


def learnt_languages(found: pa.Array, fewest: int = 50) -> frozenset[str]:
    """The languages that the labels teach: the commonest, and those with at least ``fewest`` labels."""
    counted = pc.value_counts(found.drop_null()).to_pylist()
    if not counted:
        raise ValueError("no labelled text has letters")
    commonest = max(counted, key=lambda row: (row["counts"], row["values"]))
    return frozenset({commonest["values"], *(row["values"] for row in counted if row["counts"] >= fewest)})
