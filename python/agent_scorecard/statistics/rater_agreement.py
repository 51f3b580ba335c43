"""Do two people agree, and does a judge agree with people? Chance-corrected agreement with intervals.

Cohen's kappa for two raters, Krippendorff's alpha for any number with gaps, Gwet's AC1 next to them because kappa
collapses where nearly everything is correct (Feinstein and Cicchetti 1990). Kappa and AC1 take weights, so that a
prioritised review sample speaks for the population; intervals are jackknifed over episodes, which needs no formula for
each coefficient and agrees with Fleiss's for kappa (tests).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.proportions import CONFIDENCE, effective_n, jeffreys

# An automatic metric is trusted in a category only where the lower bound of its kappa reaches this: Landis and Koch's
# "moderate" begins at .41, and below it a judge's verdict says less than the base rate.
TRUSTED_KAPPA = 0.4


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its interval; nan where it is not defined (one episode, or no variation at all)."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class JudgeQuality:
    """How an automatic judge compares with people on the reviewed episodes."""

    kappa: Coefficient
    sensitivity: Coefficient
    specificity: Coefficient
    calibration_error: float
    prevalence: float
    is_trusted: bool


def cohens_kappa(first, second, weight=None, confidence: float = CONFIDENCE) -> Coefficient:
    """Cohen's (1960) kappa of two raters' verdicts on the same episodes.

    >>> kappa = cohens_kappa([1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    >>> round(kappa.value, 4), kappa.n
    (0.4, 50)
    """

    def kappa(weights, a, b):
        total = weights.sum(-1)
        observed = (weights * (a == b)).sum(-1) / total
        expected = 0.0
        for verdict in np.unique(np.concatenate([a, b])):
            expected = expected + (weights * (a == verdict)).sum(-1) * (weights * (b == verdict)).sum(-1) / total**2
        return _over_chance(observed, expected)

    return _jackknifed(kappa, _weights(weight, first), (np.asarray(first), np.asarray(second)), confidence)


def gwets_ac1(first, second, weight=None, confidence: float = CONFIDENCE) -> Coefficient:
    """Gwet's (2008) AC1: chance agreement from how uncertain the verdicts are, so that it survives rare errors.

    >>> round(gwets_ac1([1] * 9 + [0], [1] * 8 + [0, 1]).value, 4)
    0.7561
    """

    def ac1(weights, a, b):
        verdicts = np.unique(np.concatenate([a, b]))
        total = weights.sum(-1)
        observed = (weights * (a == b)).sum(-1) / total
        chance = 0.0
        for verdict in verdicts:
            share = (weights * ((a == verdict) * 0.5 + (b == verdict) * 0.5)).sum(-1) / total
            chance = chance + share * (1 - share)
        return _over_chance(observed, chance / max(len(verdicts) - 1, 1))

    return _jackknifed(ac1, _weights(weight, first), (np.asarray(first), np.asarray(second)), confidence)


def krippendorffs_alpha(episode, verdict, confidence: float = CONFIDENCE) -> Coefficient:
    """Krippendorff's alpha for nominal verdicts, any number of reviewers, gaps allowed; one entry per review.

    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*. An episode with a single review has no pair
    and drops out.

    >>> alpha = krippendorffs_alpha([1, 1, 2, 2, 3, 3, 4, 4, 5], ["y", "y", "n", "n", "y", "n", "y", "y", "y"])
    >>> round(alpha.value, 4), alpha.n
    (0.5333, 4)
    """
    _, unit = np.unique(np.asarray(episode), return_inverse=True)
    verdicts, code = np.unique(np.asarray(verdict), return_inverse=True)
    table = np.zeros((unit.max() + 1 if len(unit) else 0, max(len(verdicts), 1)))
    np.add.at(table, (unit, code), 1)
    table = table[table.sum(1) > 1]

    def alpha(weights, *rows):
        counts = np.stack(rows, axis=-1)
        size = counts.sum(-1)
        apart = (size**2 - (counts**2).sum(-1)) / (size - 1)
        observed = (weights * apart).sum(-1)
        totals = (weights[..., None] * counts).sum(-2)
        n = totals.sum(-1)
        return 1 - _divide(observed * (n - 1), n**2 - (totals**2).sum(-1))

    return _jackknifed(alpha, np.ones(len(table)), tuple(table.T), confidence)


def judge_quality(score, correct, weight=None, cut: float = 0.5, confidence: float = CONFIDENCE) -> JudgeQuality:
    """Compare a judge's scores (0 to 1) with people's verdicts (0 or 1; several reviewers' share is cut at one half).

    Sensitivity is the share of truly correct episodes that the judge passes, specificity that of wrong ones it fails.
    The calibration error is the weighted gap between score and truth over ten bins (ECE; Naeini et al. 2015).

    >>> quality = judge_quality([0.9] * 8 + [0.2] * 4, [1] * 7 + [0] * 5)
    >>> round(quality.sensitivity.value, 2), round(quality.specificity.value, 2), quality.is_trusted
    (1.0, 0.8, True)
    """
    score, correct, weights = np.asarray(score, float), np.asarray(correct, float), _weights(weight, score)
    passed, right = score >= cut, correct >= 0.5
    kappa = cohens_kappa(passed, right, weights, confidence)
    bins = np.minimum((score * 10).astype(int), 9)
    gap = np.abs(np.bincount(bins, weights * (score - correct), 10)).sum() / weights.sum() if len(score) else np.nan
    return JudgeQuality(
        kappa=kappa,
        sensitivity=_weighted_share(passed[right], weights[right], confidence),
        specificity=_weighted_share(~passed[~right], weights[~right], confidence),
        calibration_error=float(gap),
        prevalence=float((weights * right).sum() / weights.sum()) if len(score) else np.nan,
        is_trusted=bool(kappa.low >= TRUSTED_KAPPA),
    )


def homogeneity_p_value(table) -> float:
    """Has a judge's confusion with people stayed the same? Chi-square, periods (rows) × confusion groups (columns).

    A small value says it drifted. A large one does not say that it did not: forty reviews a week cannot see a drop of
    sensitivity by ten points, so weeks are never pooled on its strength (DECISIONS.md). nan where nothing compares.

    >>> round(homogeneity_p_value([[30, 10], [10, 30]]), 5), homogeneity_p_value([[5, 0], [7, 0]])
    (1e-05, nan)
    """
    from scipy.special import chdtrc

    table = np.asarray(table, float)
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    if min(table.shape) < 2:
        return float("nan")
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    return float(chdtrc((table.shape[0] - 1) * (table.shape[1] - 1), ((table - expected) ** 2 / expected).sum()))


def _weights(weight, like) -> np.ndarray:
    return np.ones(len(like)) if weight is None else np.asarray(weight, float)


def _divide(numerator, denominator):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator != 0, numerator / np.where(denominator != 0, denominator, 1), np.nan)


def _over_chance(observed, expected):
    # two raters who give everything the same verdict agree by chance alone: not defined
    return _divide(observed - expected, np.where(np.abs(1 - expected) < 1e-12, 0, 1 - expected))


def _weighted_share(hit, weights, confidence) -> Coefficient:
    if len(hit) == 0:
        return Coefficient(np.nan, np.nan, np.nan, 0)
    share = float((weights * hit).sum() / weights.sum())
    low, high = jeffreys(share, effective_n(weights), confidence)
    return Coefficient(share, float(low), float(high), len(hit))


def _jackknifed(coefficient, weights, columns, confidence) -> Coefficient:
    """The coefficient with a Student interval of its delete-one-episode jackknife, kept within -1 to 1."""
    from scipy.special import stdtrit

    n = len(weights)
    if n < 2:
        return Coefficient(np.nan, np.nan, np.nan, n)
    value = float(coefficient(weights, *columns))
    # equal episodes leave equal jackknife values, so a table of distinct episodes is enough: hundreds become a handful
    rows, place, times = np.unique(
        np.column_stack([weights, *(np.unique(c, return_inverse=True)[1] for c in columns)]),
        axis=0,
        return_index=True,
        return_counts=True,
    )[0:3]
    without = np.tile(weights, (len(rows), 1))
    without[np.arange(len(rows)), place] = 0
    left = np.array([float(coefficient(one, *columns)) for one in without])
    if not np.isfinite(value) or not np.isfinite(left).all():
        return Coefficient(value, np.nan, np.nan, n)
    mean = (times * left).sum() / n
    error = np.sqrt((n - 1) / n * (times * (left - mean) ** 2).sum())
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * error
    return Coefficient(value, max(value - half, -1.0), min(value + half, 1.0), n)
