"""Intervals that hold, a method that is never worse than the last value, and the chance of a breach."""

import numpy as np
import pytest

from agent_scorecard.statistics.breach_probability import HORIZON, Forecast, breach_probability
from agent_scorecard.statistics.forecast import MIN_WEEKS, backtest, forecast

RNG = np.random.default_rng(1)
WEEKS = 104


def shares(truth: np.ndarray, volume: int) -> np.ndarray:
    return np.random.default_rng(2).binomial(volume, np.clip(truth, 0, 1)) / volume


KINDS = {
    "flat": shares(np.full((80, WEEKS), 0.85), 50),
    "random_walk": shares(0.7 + np.cumsum(RNG.normal(0, 0.012, (80, WEEKS)), 1), 500),
    "ramp": shares(np.tile(0.9 - 0.002 * np.arange(WEEKS), (80, 1)), 100),
    "season": shares(np.tile(0.8 + 0.05 * np.sin(np.arange(WEEKS) * 2 * np.pi / 52), (80, 1)), 100),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_eighty_per_cent_intervals_hold_eighty_per_cent_of_what_comes(kind):
    run = backtest(KINDS[kind])
    later = np.isfinite(run.outcome) & np.isfinite(run.reach)
    later[:, :52] = False
    held = (run.outcome >= run.low) & (run.outcome <= run.high)
    assert 0.76 <= held[later].mean() <= 0.84


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_error_is_never_worse_than_the_naive_forecast_by_more_than_two_per_cent(kind):
    run = backtest(KINDS[kind])
    mine, naive = (np.nansum(np.abs(run.outcome - f)[:, 52:]) for f in (run.center, run.naive))
    assert mine <= 1.02 * naive


def test_with_less_than_half_a_year_only_the_naive_forecast_is_given():
    assert {f.method for f in forecast(KINDS["flat"][:20, : MIN_WEEKS - 1])} == {"naive"}
    assert "mean" in {f.method for f in forecast(KINDS["flat"][:20, :60])}


def test_the_method_is_chosen_on_earlier_origins_only():
    values = KINDS["random_walk"][:10]
    whole, early = backtest(values), backtest(values[:, :70])
    np.testing.assert_array_equal(whole.chosen[:, :66], early.chosen[:, :66])
    np.testing.assert_allclose(whole.center[:, :66], early.center[:, :66])


def test_a_share_is_never_forecast_beyond_one():
    found = forecast(np.tile([1.0, 0.98, 1.0, 0.97], 12)[None], bounds=(0, 1))[0]
    assert found.high.max() <= 1
    assert found.low.min() >= 0


def test_missing_weeks_are_carried_and_two_values_are_needed():
    values = KINDS["flat"][:2].copy()
    values[0, 30:34] = np.nan
    values[1, 1:] = np.nan
    found = forecast(values)
    assert np.isfinite(found[0].value).all()
    assert found[1].coverage_count == 0


def test_a_breach_is_likely_near_the_threshold_and_not_far_from_it():
    near = Forecast("mean", 0.0, np.full(HORIZON, 0.8), None, None, np.full(HORIZON, 0.05), 0.8, 50, 0.8)
    assert breach_probability(near, 0.5, "higher") < 0.001
    assert breach_probability(near, 0.5, "lower") > 0.999
    assert breach_probability(near, 0.8, "higher") == pytest.approx(1 - 0.5**HORIZON, abs=0.005)
    walk = Forecast("naive", 1.0, near.value, None, None, near.error, 0.8, 50, 1.0)
    assert 0.6 < breach_probability(walk, 0.8, "higher") < breach_probability(near, 0.8, "higher")


def test_the_forecast_of_one_series_does_not_depend_on_its_neighbours():
    alone, together = forecast(KINDS["ramp"][:1])[0], forecast(KINDS["ramp"][:5])[0]
    np.testing.assert_array_equal(alone.value, together.value)
    np.testing.assert_array_equal(alone.low, together.low)
