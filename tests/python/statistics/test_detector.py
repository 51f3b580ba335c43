"""Silent in a stable year, awake within four weeks of a fall: the promises of the drift detector, simulated small."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import hypergeom, norm

from agent_scorecard.statistics.alert_limits import false_alarms_per_series, limits
from agent_scorecard.statistics.detector import detect_means, detect_shares
from agent_scorecard.statistics.dispersion import pooled_dispersion
from agent_scorecard.statistics.multiplicity import false_discovery
from agent_scorecard.statistics.two_proportions import two_proportion_z
from simulated.weekly_shares import episodes_of, weekly_shares

CATEGORIES = 8
# the alerting metrics of seeds/metrics.csv with a usual share, and which way is good
METRICS = {
    "resolution_accuracy": (0.85, "higher"),
    "escalation_rate": (0.2, "lower"),
    "abandonment_rate": (0.06, "lower"),
}
SERIES = len(METRICS) * (CATEGORIES + 1)
LIMITS = limits(false_alarms_per_series(SERIES))
WEEK_OF_CHANGE = 40


def test_these_are_the_metrics_that_alert():
    with open(Path(__file__).resolve().parents[3] / "seeds/metrics.csv", encoding="utf-8") as file:
        alerting = {row["metric"]: row["direction"] for row in csv.DictReader(file) if row["is_alerting"] == "true"}
    assert alerting == {metric: direction for metric, (_, direction) in METRICS.items()}


@pytest.mark.parametrize("dispersion", [0.0, 0.016])
@pytest.mark.parametrize("volume", [20, 100, 1000])
def test_a_stable_series_stays_silent_for_a_year(volume, dispersion):
    y, n = weekly_shares(np.random.default_rng(volume), 60, [volume] * 8, [0.85] * 8, 78, dispersion)
    assert detect_shares(y, n, LIMITS).is_worse.any(-1).mean() <= 0.13  # promised: .15; 480 series, two errors are .03


@pytest.mark.parametrize(
    "volumes", [[100] * 8, [1000] * 8, [8, 15, 20, 40, 80, 150, 400, 1000]], ids=["100", "1000", "mixed"]
)
def test_a_portfolio_of_eight_categories_raises_at_most_two_false_alerts_a_year(volumes):
    opened, rng = np.zeros(40), np.random.default_rng(3)
    for share, direction in METRICS.values():
        y, n = weekly_shares(rng, 40, volumes, [share] * 8, 78, 0.016)
        opened += episodes_of(detect_shares(y, n, LIMITS, direction).is_open)[..., 26:].sum((-1, -2))
        total = detect_shares(y.sum(1, keepdims=True), n.sum(1, keepdims=True), LIMITS, direction, is_pooled=False)
        opened += episodes_of(total.is_open)[..., 26:].sum((-1, -2))
    assert opened.mean() <= 2 + 2 * opened.std() / np.sqrt(len(opened))  # two errors of so small a simulation


@pytest.mark.parametrize(
    ("volume", "change", "dispersion", "promised"),
    [
        (100, -0.10, 0.0, 0.9),
        (100, -0.10, 0.016, 0.9),
        (1000, -0.05, 0.0, 0.9),
        (1000, -0.05, 0.016, 0.9),
        (20, -0.2, 0, 0.7),
    ],
)
def test_a_fall_is_found_within_four_weeks(volume, change, dispersion, promised):
    """The bounds lie two standard errors of this small simulation below what is promised."""
    y, n = weekly_shares(
        np.random.default_rng(5), 400, [volume] * 8, [0.85] * 8, 44, dispersion, change, WEEK_OF_CHANGE
    )
    alarm = detect_shares(y, n, LIMITS).is_worse[:, 0]
    found = alarm[~alarm[:, :WEEK_OF_CHANGE].any(-1)][:, WEEK_OF_CHANGE:].any(-1)
    assert found.mean() >= promised - 2 * np.sqrt(promised * (1 - promised) / len(found))


def test_a_wave_of_the_year_before_is_a_season_and_a_fall_on_top_of_it_is_not():
    week = np.arange(150)
    wave = 0.8 - 0.06 * np.sin(2 * np.pi * week / 52)
    fall = wave - 0.25 * (week >= 126)
    n = np.full((30, 4, 150), 200.0)
    y = np.random.default_rng(17).binomial(n.astype(int), np.stack([fall, wave, wave, wave])).astype(float)
    found = detect_shares(y, n, LIMITS)
    assert found.is_seasonal[:, 1:, 104:].any(-1).mean() > 0.5
    assert episodes_of(found.is_open)[:, 1:, 104:].any(-1).mean() < 0.1
    assert found.is_worse[:, 0, 126:132].any(-1).all()


def test_a_slow_ramp_is_found_before_it_has_arrived():
    y, n = weekly_shares(np.random.default_rng(6), 100, [100] * 8, [0.85] * 8, 66, 0, -0.10, 40, ramp_weeks=26)
    assert detect_shares(y, n, LIMITS).is_worse[:, 0].any(-1).mean() >= 0.95


def test_an_improvement_is_no_alarm():
    y, n = weekly_shares(np.random.default_rng(7), 50, [100] * 8, [0.7] * 8, 60, 0, 0.2, 40)
    found = detect_shares(y, n, LIMITS)
    assert found.is_better[:, 0].any(-1).all()
    assert not found.is_worse[:, 0, 40:].any()


def test_where_lower_is_better_a_rise_is_the_alarm():
    y, n = weekly_shares(np.random.default_rng(8), 20, [200] * 4, [0.2] * 4, 60, 0, 0.2, 40)
    assert detect_shares(y, n, LIMITS, direction="lower").is_worse[:, 0].any(-1).all()


def test_a_category_keeps_its_baseline_once_it_has_alarmed():
    y, n = weekly_shares(np.random.default_rng(9), 20, [400] * 4, [0.85] * 4, 60, 0, -0.4, 16)
    found = detect_shares(y, n, LIMITS)
    assert found.is_worse[:, 0, 20:].all()
    assert (found.baseline[:, 0, -1] > 0.8).all()


def test_what_nothing_could_have_detected_is_said():
    y, n = weekly_shares(np.random.default_rng(10), 20, [5, 1000], [0.85] * 2, 60)
    smallest = detect_shares(y, n, LIMITS).smallest_change[..., -1]
    assert (smallest[:, 0] > 0.25).all()
    assert (smallest[:, 1] < 0.04).all()


def test_weeks_without_episodes_are_no_observation():
    y, n = weekly_shares(np.random.default_rng(11), 5, [50] * 3, [0.8] * 3, 50)
    y[..., 44:], n[..., 44:] = 0, 0
    found = detect_shares(y, n, LIMITS)
    assert np.isnan(found.z[..., -1]).all()
    assert not found.is_worse[..., -1].any()


def test_later_weeks_never_change_an_earlier_verdict():
    y, n = weekly_shares(np.random.default_rng(12), 5, [60] * 4, [0.8] * 4, 70, 0.02, -0.3, 30)
    whole, early = detect_shares(y, n, LIMITS), detect_shares(y[..., :50], n[..., :50], LIMITS)
    np.testing.assert_array_equal(whole.is_worse[..., :50], early.is_worse)
    np.testing.assert_array_equal(whole.z[..., :50], early.z)


def test_slower_answers_are_found_on_the_log_scale():
    rng = np.random.default_rng(13)
    error = np.full((100, 6, 60), 0.1)
    value = rng.normal(0, 0.1, error.shape)
    value[:, 0, 40:] += 0.5
    found = detect_means(value, error, LIMITS, direction="lower")
    assert found.is_worse[:, 0, 40:44].any(-1).mean() > 0.95
    assert found.is_worse[:, 1:].any(-1).mean() < 0.08


def test_small_counts_get_the_exact_tail():
    rng = np.random.default_rng(14)
    for _ in range(300):
        n, m, share = rng.integers(4, 60), rng.integers(50, 500), rng.choice([0.02, 0.9, 0.97, 0.999])
        x, y = rng.binomial(n, share), rng.binomial(m, share)
        if 0 < x + y < n + m and n * min((x + y) / (n + m), 1 - (x + y) / (n + m)) < 10:
            tail = hypergeom(n + m, x + y, n)
            low, high = tail.cdf(x) - tail.pmf(x) / 2, tail.sf(x) + tail.pmf(x) / 2
            expected = norm.ppf(low) if low < high else -norm.ppf(high)
            assert float(two_proportion_z(x, n, y, m)) == pytest.approx(expected, abs=1e-6)


def test_common_variation_is_shared_by_categories_of_unequal_volume():
    y, n = weekly_shares(np.random.default_rng(15), 300, [30, 300, 1000, 1000], [0.85] * 4, 26, 0.016)
    z = (y / n - 0.85) / np.sqrt(0.85 * 0.15 / n)
    phi = pooled_dispersion(z, n[..., 0]).mean(0)
    expected = 1 + (np.array([30, 300, 1000, 1000]) - 1) * 0.016**2 / (0.85 * 0.15)
    np.testing.assert_allclose(phi, expected, rtol=0.12)


def test_the_watch_tier_keeps_its_false_discovery_rate():
    rng, shares = np.random.default_rng(16), []
    for _ in range(400):
        z = rng.normal(size=60)
        z[:6] += 4
        flags = false_discovery(2 * norm.sf(np.abs(z)))
        shares.append(flags[6:].sum() / max(flags.sum(), 1))
    assert np.mean(shares) <= 0.115
