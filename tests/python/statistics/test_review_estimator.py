"""Accuracy from few reviews: coverage in a small seeded simulation, and what the estimate must never do."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from agent_scorecard.statistics.review_estimator import estimate_share
from simulated.review_samples import (
    Setting,
    house_rule,
    jeffreys_rule,
    judged_by_correlation,
    prediction_powered,
    response_weights,
    simulate,
    wilson_effective_rule,
    without_judge,
)

HARD = [
    Setting(accuracy, judge, reviews, is_prioritised, is_clustered)
    for accuracy, judge, reviews, is_prioritised, is_clustered in [
        (0.60, "absent", 10, True, False),
        (0.60, "biased", 10, False, False),
        (0.60, "weak", 20, True, False),
        (0.85, "good", 40, False, True),
        (0.85, "biased", 20, False, False),
        (0.95, "weak", 10, True, False),
        (0.95, "good", 100, True, False),
        (0.95, "absent", 20, False, True),
        (0.98, "weak", 10, False, False),
        (0.98, "good", 20, True, True),
        (0.98, "absent", 100, True, False),
        (0.98, "biased", 40, False, False),
    ]
]


def covers(low, high, truth):
    return (low <= truth) & (truth <= high)


@pytest.mark.parametrize("setting", HARD, ids=str)
def test_the_interval_holds_where_both_candidate_rules_have_trouble(setting):
    sample = simulate(setting, 4000, seed=20240617)
    estimate = house_rule(sample, setting.is_clustered)
    seen = estimate.n_reviewed > 0
    coverage = covers(estimate.low, estimate.high, setting.accuracy)[seen].mean()
    assert coverage >= 0.92
    # a Hájek mean of few unequally weighted reviews is a ratio, and off by about a fifth of a standard error
    assert abs(np.nanmean(estimate.value) - setting.accuracy) < 0.03 * np.sqrt(10 / setting.reviews)


@pytest.mark.parametrize("reviews", [10, 20, 30])
def test_few_reviews_cover_and_are_never_much_wider_than_wilson(reviews):
    # 4,000 replications: a coverage of .93 is known to .004
    found = [
        judged_by_correlation(accuracy, correlation, reviews, 4000, seed=20250101 + place)
        for place, (accuracy, correlation) in enumerate(product((0.6, 0.75, 0.9), (0.0, 0.2, 0.4, 0.6, 0.8)))
    ]
    assert min(one.of_agent for one in found) >= 0.925
    assert min(one.of_episodes for one in found) >= 0.925
    assert max(one.width_to_wilson for one in found) <= 1.05
    told = [one.episodes_width_to_wilson for one in found if one.correlation >= 0.6]
    # at ten reviews more would be bought with coverage: under a judge that passes fewer than are right it falls below .9
    assert sum(told) / len(told) <= (0.83 if reviews == 10 else 0.80)


def test_a_judge_that_passes_too_few_does_not_spoil_the_interval():
    found = [
        judged_by_correlation(accuracy, 0.6, 10, 2000, seed=20250301, lean=-0.15) for accuracy in (0.6, 0.75, 0.85)
    ]
    assert min(one.of_agent for one in found) >= 0.91


def test_the_candidate_rules_fall_short_somewhere():
    rare = simulate(Setting(0.98, "weak", 10, True, False), 1500, seed=1)
    low, high = jeffreys_rule(rare)
    assert covers(low, high, 0.98).mean() < 0.92
    light = simulate(Setting(0.95, "absent", 100, True, False), 1500, seed=1)
    low, high = wilson_effective_rule(light)
    assert covers(low, high, 0.95).mean() < 0.935


def test_a_judge_that_drifts_does_no_harm_while_people_review():
    # the judge was good and now passes everything it sees: its verdict is a stratum, and never an answer
    drifted = simulate(Setting(0.85, "biased", 40, False, False), 1500, seed=2)
    estimate = house_rule(drifted, False)
    assert covers(estimate.low, estimate.high, 0.85).mean() >= 0.93
    assert abs(estimate.value.mean() - 0.85) < 0.01


def test_without_reviews_the_judge_fills_nothing_in():
    estimate = estimate_share([], [], [], cell_count=2, stratum=[], stratum_sizes=[[10, 90], [0, 50]])
    assert np.isnan(estimate.value).all()
    assert np.isnan(estimate.low).all()
    assert estimate.method.tolist() == ["unverified", "unverified"]


def test_all_correct_or_all_wrong_still_leaves_doubt():
    for verdict, side in ((1.0, "low"), (0.0, "high")):
        estimate = estimate_share([0] * 10, [verdict] * 10, [5.0] * 10, cell_count=1)
        assert estimate.value[0] == verdict
        # between Jeffreys' .22, which misses a truth of .75 too often, and a little beyond Wilson's .278
        assert abs(getattr(estimate, side)[0] - verdict) == pytest.approx(0.285, abs=0.01)


def test_a_good_judge_narrows_the_interval_and_a_weak_one_hardly():
    width = {}
    for judge in ("absent", "weak", "good"):
        estimate = house_rule(simulate(Setting(0.85, judge, 40, False, False), 1000, seed=3), False)
        width[judge] = (estimate.high - estimate.low).mean()
    assert width["good"] < 0.75 * width["absent"]
    assert width["weak"] < 1.02 * width["absent"]


def test_a_census_of_these_episodes_leaves_no_doubt_about_them_but_some_about_the_agent():
    verdicts = [1.0] * 49 + [0.0] * 103
    agent = estimate_share([0] * 152, verdicts, [1.0] * 152, cell_count=1)
    episodes = estimate_share([0] * 152, verdicts, [1.0] * 152, cell_count=1, of_episodes=True)
    assert agent.value[0] == episodes.value[0] == pytest.approx(49 / 152)
    assert agent.low[0] < 0.27
    assert agent.high[0] > 0.39
    assert episodes.high[0] - episodes.low[0] < 0.002


def test_the_finite_population_interval_covers_the_episodes_own_share():
    setting = Setting(0.85, "good", 100, True, False)
    sample = simulate(setting, 1500, seed=4)
    of_episodes = house_rule(sample, False, of_episodes=True)
    of_agent = house_rule(sample, False)
    assert covers(of_episodes.low, of_episodes.high, sample.realised).mean() >= 0.93
    assert (of_episodes.high - of_episodes.low).mean() < (of_agent.high - of_agent.low).mean()


def test_customers_with_many_episodes_widen_the_interval():
    verdicts, customers = [1.0] * 20 + [0.0] * 20, ["a"] * 20 + ["b"] * 20
    single = estimate_share([0] * 40, verdicts, [2.0] * 40, cell_count=1)
    alike = estimate_share([0] * 40, verdicts, [2.0] * 40, cell_count=1, cluster=customers)
    assert alike.n_effective[0] < 5
    assert single.n_effective[0] == pytest.approx(40, abs=1)


def test_two_reviewers_who_differ_count_as_half_and_never_narrow():
    split = estimate_share([0] * 20, [1.0] * 10 + [0.5] * 10, [3.0] * 20, cell_count=1)
    agreed = estimate_share([0] * 20, [1.0] * 15 + [0.0] * 5, [3.0] * 20, cell_count=1)
    assert split.value[0] == agreed.value[0] == 0.75
    assert split.high[0] - split.low[0] == pytest.approx(agreed.high[0] - agreed.low[0])


def test_a_tier_nobody_got_round_to_is_made_up_by_its_own_reviews():
    rng = np.random.default_rng(5)
    tier = np.array(["risk"] * 200 + ["random"] * 200)
    truth = np.where(tier == "risk", 0.5, 0.9)
    verdict = rng.random(400) < truth
    probability = np.where(tier == "risk", 0.8, 0.2)
    reviewed = rng.random(400) < np.where(tier == "risk", 0.3, 1.0)  # reviewers skip the hard ones
    weight = response_weights(probability, tier, reviewed)
    drawn = 1 / probability
    assert weight.sum() == pytest.approx(drawn.sum())
    naive = np.average(verdict[reviewed], weights=drawn[reviewed])
    mended = np.average(verdict, weights=weight)
    target = np.average(truth, weights=drawn)
    assert abs(mended - target) < abs(naive - target)


def test_an_episode_that_was_not_closed_needs_no_review_to_be_not_closed_wrongly():
    wrong = [0.0] * 49 + [1.0] * 103
    gap = estimate_share([0] * 152, wrong, [1.0] * 152, cell_count=1, stratum_sizes=[[152]], settled_sizes=[48])
    assert gap.value[0] == pytest.approx(103 / 200)
    assert 0.43 < gap.low[0] < 0.46
    assert 0.57 < gap.high[0] < 0.60


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        estimate_share([0], [1], [0], cell_count=1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate_share([0], [2], [1], cell_count=1)
    with pytest.raises(ValueError, match="more reviews"):
        estimate_share([0, 0], [1, 1], [1, 1], cell_count=1, stratum=[0, 0], stratum_sizes=[[1, 5]])


def test_the_order_of_reviews_changes_nothing_that_is_published():
    sample = simulate(Setting(0.85, "weak", 40, True, True), 20, seed=6)
    shuffle = np.random.default_rng(7).permutation(len(sample.cell))
    arguments = (sample.cell, sample.correct, sample.weight, sample.verdict, sample.customer)
    one, other = (
        estimate_share(c, y, w, cell_count=20, stratum=v, stratum_sizes=sample.sizes, cluster=k)
        for c, y, w, v, k in (arguments, tuple(a[shuffle] for a in arguments))
    )
    for field in ("value", "low", "high", "n_effective"):
        assert np.allclose(getattr(one, field), getattr(other, field), atol=1e-12)


def test_the_prediction_powered_candidate_is_the_librarys():
    ppi = pytest.importorskip("ppi_py", reason="ppi-python is in the dependency group `oracle`")
    sample = simulate(Setting(0.80, "good", 400, False, False), 1, seed=8)
    estimate, of_mix, of_reviews, _ = prediction_powered(sample)
    passed, failed = int(sample.sizes[0, 1]), int(sample.sizes[0, 0])
    everything = np.array([1.0] * passed + [0.0] * failed)
    low, high = ppi.ppi_mean_ci(sample.correct, sample.verdict.astype(float), everything, alpha=0.05)
    assert estimate[0] == pytest.approx((low[0] + high[0]) / 2, abs=0.005)
    assert 2 * 1.96 * np.sqrt(of_mix[0] + of_reviews[0]) == pytest.approx(high[0] - low[0], rel=0.06)


def test_the_same_reviews_without_a_judge_give_the_weighted_mean():
    sample = without_judge(simulate(Setting(0.85, "good", 40, True, False), 50, seed=9))
    estimate = house_rule(sample, False)
    for cell in range(5):
        rows = sample.cell == cell
        assert estimate.value[cell] == pytest.approx(np.average(sample.correct[rows], weights=sample.weight[rows]))
    assert set(estimate.method) == {"weighted"}
