"""Agreement between people and with a judge, held equal to the libraries that have the piece."""

from __future__ import annotations

import numpy as np
import pytest

from agent_scorecard.statistics.appropriateness import escalation_appropriateness
from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.rater_agreement import (
    cohens_kappa,
    gwets_ac1,
    homogeneity_p_value,
    judge_quality,
    krippendorffs_alpha,
)


def raters(n, seed, noise=0.15, prevalence=0.7):
    rng = np.random.default_rng(seed)
    truth = rng.random(n) < prevalence
    return tuple((truth ^ (rng.random(n) < noise)).astype(int) for _ in range(2))


def test_kappa_and_its_interval_are_statsmodels():
    from statsmodels.stats.inter_rater import cohens_kappa as reference

    first, second = raters(300, 1)
    table = np.array([[((first == a) & (second == b)).sum() for b in (0, 1)] for a in (0, 1)])
    expected = reference(table)
    kappa = cohens_kappa(first, second)
    assert kappa.value == pytest.approx(expected.kappa)
    assert kappa.low == pytest.approx(expected.kappa_low, abs=0.01)
    assert kappa.high == pytest.approx(expected.kappa_upp, abs=0.01)


def test_weighted_kappa_is_that_of_the_episodes_repeated():
    first, second = raters(60, 2)
    weight = np.random.default_rng(3).integers(1, 5, 60)
    repeated = cohens_kappa(np.repeat(first, weight), np.repeat(second, weight))
    assert cohens_kappa(first, second, weight).value == pytest.approx(repeated.value)


def test_kappas_interval_covers_at_forty_episodes():
    truth = cohens_kappa(*raters(200_000, 4)).value
    inside = 0
    for seed in range(300):
        kappa = cohens_kappa(*raters(40, 100 + seed))
        inside += kappa.low <= truth <= kappa.high
    assert inside / 300 >= 0.92


def test_kappa_collapses_where_nearly_all_is_correct_and_ac1_does_not():
    first, second = np.array([1] * 95 + [0] * 3 + [1] * 2), np.array([1] * 95 + [1] * 3 + [0] * 2)
    assert cohens_kappa(first, second).value < 0
    assert gwets_ac1(first, second).value > 0.9


def test_two_raters_of_one_mind_and_one_verdict_have_no_kappa():
    kappa = cohens_kappa([1] * 10, [1] * 10)
    assert np.isnan(kappa.value)
    assert np.isnan(kappa.low)


def test_krippendorffs_own_example_comes_out():
    # Krippendorff (2011), example C: four coders, twelve units, gaps
    gap = None
    coders = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
        [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    ]
    rows = [(unit, verdict) for coder in coders for unit, verdict in enumerate(coder) if verdict is not gap]
    alpha = krippendorffs_alpha(*zip(*rows, strict=True))
    assert alpha.value == pytest.approx(0.743, abs=0.001)
    assert alpha.n == 11


def test_a_judge_is_trusted_by_its_lower_bound_only():
    few = judge_quality([1, 1, 1, 0, 1, 0], [1, 1, 1, 0, 1, 1])
    many = judge_quality([1, 1, 1, 0, 1, 0] * 40, [1, 1, 1, 0, 1, 1] * 40)
    assert few.kappa.value == many.kappa.value > 0.4
    assert not few.is_trusted
    assert many.is_trusted


def test_calibration_error_is_the_gap_between_score_and_truth():
    quality = judge_quality([0.9] * 10, [1] * 6 + [0] * 4)
    assert quality.calibration_error == pytest.approx(0.3)
    assert quality.kappa.value == 0  # a judge that passes everything agrees by chance alone


def test_a_judge_that_drifts_far_is_seen_and_chance_is_not():
    assert homogeneity_p_value([[80, 5, 5, 10], [50, 30, 5, 15]]) < 0.001
    assert homogeneity_p_value([[80, 5, 5, 10], [78, 6, 6, 10]]) > 0.5


def test_wilson_is_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    low, high = wilson(np.array([0.0, 0.3, 1.0]), 20)
    expected = np.array([proportion_confint(k, 20, method="wilson") for k in (0, 6, 20)])
    assert np.allclose([low, high], expected.T)


def test_the_known_two_by_two_comes_out():
    # tau-bench airline: both 6, made only 42, needed only 10, neither 142; every run reviewed
    needed = [1] * 6 + [0] * 42 + [1] * 10 + [0] * 142
    made = [1] * 48 + [0] * 152
    result = escalation_appropriateness([0] * 200, needed, made, [1.0] * 200, kept_sizes=[152], escalated_sizes=[48])
    expected = {"precision": 6 / 48, "recall": 6 / 16, "missed": 10 / 200, "avoidable": 42 / 200}
    for name, share in expected.items():
        estimate = getattr(result, name)
        assert estimate.value[0] == pytest.approx(share)
        assert estimate.low[0] < share < estimate.high[0]
    assert result.loss.value[0] == pytest.approx(5 * 0.05 + 0.21)


def test_missed_escalations_are_unknown_while_only_escalations_are_reviewed():
    needed = [1, 1, 1, 0, 1, 1]
    result = escalation_appropriateness([0] * 6, needed, [1] * 6, [2.0] * 6, kept_sizes=[90], escalated_sizes=[12])
    assert result.precision.method[0] == "weighted"
    assert result.missed.method[0] == "unverified"
    assert result.recall.method[0] == "unverified"
    assert np.isnan(result.loss.value[0])


def test_recall_holds_where_escalations_are_reviewed_eight_times_as_often():
    rng = np.random.default_rng(10)
    replications, episodes = 800, 400
    needed = rng.random((replications, episodes)) < 0.2
    made = rng.random((replications, episodes)) < np.where(needed, 0.7, 0.1)
    probability = np.where(made, 0.8, 0.1)
    cell, episode = np.nonzero(rng.random((replications, episodes)) < probability)
    result = escalation_appropriateness(
        cell,
        needed[cell, episode],
        made[cell, episode],
        1 / probability[cell, episode],
        kept_sizes=(~made).sum(1),
        escalated_sizes=made.sum(1),
    )
    truth = {"precision": 0.14 / 0.22, "recall": 0.7, "missed": 0.06, "avoidable": 0.08}
    for name, share in truth.items():
        estimate = getattr(result, name)
        seen = estimate.n_reviewed > 0
        assert ((estimate.low <= share) & (share <= estimate.high))[seen].mean() >= 0.92, name
