"""The curves equal statsmodels' on the same rows, and the newest week's intervals hold the truth."""

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from agent_scorecard.statistics import survival, survival_curves
from simulated import newest_week as newest

CELLS = 12


@pytest.fixture(scope="module")
def rows():
    """Cells of 3 to 300 rows, durations with ties, three endings."""
    draw = np.random.default_rng(20250106)
    cell = np.repeat(np.arange(CELLS), [3, 5, 8, 13, 21, 34, 55, 89, 144, 200, 250, 300])
    end = np.round(draw.lognormal(1, 1, len(cell)), 1)
    watched = np.round(draw.uniform(0.5, 12, len(cell)), 1)
    cause = np.where(end <= watched, draw.choice([1, 1, 2, 3], len(cell)), 0)
    order = draw.permutation(len(cell))
    return cell[order], np.minimum(end, watched)[order], cause[order]


def test_the_curves_of_all_cells_equal_statsmodels_cell_by_cell(rows):
    cell, duration, cause = rows
    any_end = (cause > 0).astype(int)
    steps = survival_curves.curves(cell, duration, any_end, CELLS)
    medians = survival.quantile(steps).value
    for one in range(CELLS):
        of_cell = cell == one
        theirs = SurvfuncRight(duration[of_cell], any_end[of_cell])
        ours = (steps.cell == one) & (steps.events > 0)
        assert np.allclose(steps.survival[ours], theirs.surv_prob, atol=1e-12)
        assert np.array_equal(steps.at_risk[ours], theirs.n_risk)
        median = theirs.quantile(0.5)
        assert medians[one] == median or (np.isinf(medians[one]) and np.isnan(median))


@pytest.mark.parametrize("at", [0.7, 2.0, 5.5, 9.0])
def test_shares_and_their_errors_equal_statsmodels_with_and_without_competing_ends(rows, at):
    cell, duration, cause = rows
    alone = survival.share_by(survival_curves.curves(cell, duration, (cause > 0).astype(int), CELLS), at)
    competing = survival.share_by(survival_curves.curves(cell, duration, np.minimum(cause, 2), CELLS), at)
    for one in range(4, CELLS):
        of_cell = cell == one
        theirs = SurvfuncRight(duration[of_cell], (cause[of_cell] > 0).astype(int))
        step = np.searchsorted(theirs.surv_times, at, side="right") - 1
        if step >= 0 and theirs.surv_prob[step] > 0:
            assert alone.value[one] == pytest.approx(1 - theirs.surv_prob[step], abs=1e-12)
            assert np.sqrt(alone.variance[one]) == pytest.approx(theirs.surv_prob_se[step], abs=1e-9)
        incidence = CumIncidenceRight(duration[of_cell], np.minimum(cause[of_cell], 2))
        step = np.searchsorted(incidence.times, at, side="right") - 1
        if step >= 0 and np.isfinite(incidence.cinc_se[0][step]):
            assert competing.value[one] == pytest.approx(incidence.cinc[0][step], abs=1e-12)
            assert np.sqrt(competing.variance[one]) == pytest.approx(incidence.cinc_se[0][step], abs=1e-9)


def test_the_curves_equal_lifelines(rows):
    lifelines = pytest.importorskip("lifelines", reason="the oracle group is not installed")
    cell, duration, cause = rows
    steps = survival_curves.curves(cell, duration, (cause > 0).astype(int), CELLS)
    mean = survival.restricted_mean(steps, 6.0)
    for one in range(6, CELLS):
        fitted = lifelines.KaplanMeierFitter().fit(duration[cell == one], cause[cell == one] > 0)
        assert survival.share_by(steps, 4.0).value[one] == pytest.approx(1 - fitted.predict(4.0), abs=1e-9)
        area = lifelines.utils.restricted_mean_survival_time(fitted, t=6.0)
        assert mean.value[one] == pytest.approx(area, abs=1e-6)


def test_the_order_and_the_company_of_rows_change_nothing(rows):
    cell, duration, cause = rows
    together = survival.share_by(survival_curves.curves(cell, duration, cause, CELLS), 4.0)
    for one in (0, 5, 11):
        of_cell = np.flatnonzero(cell == one)[::-1]
        alone = survival_curves.curves(np.zeros(len(of_cell), dtype=int), duration[of_cell], cause[of_cell], 1)
        assert survival.share_by(alone, 4.0).value[0] == pytest.approx(together.value[one], abs=1e-13)


def test_an_empty_cell_is_not_known_and_an_impossible_duration_is_refused():
    steps = survival_curves.curves([1], [2.0], [1], 3)
    assert np.isnan(survival.share_by(steps, 1.0).value[[0, 2]]).all()
    assert np.isnan(survival.quantile(steps).value[[0, 2]]).all()
    with pytest.raises(ValueError, match="row 1: duration"):
        survival_curves.curves([0, 0], [1.0, -3.0], [1, 0], 1)
    assert len(survival.share_by(survival_curves.curves([], [], [], 2), 1.0).value) == 2


def test_a_median_that_half_never_reach_is_not_reached():
    steps = survival_curves.curves([0] * 10, np.arange(1, 11), [1] * 4 + [2] * 6, 1)
    assert np.isinf(survival.quantile(steps).value[0])


def test_the_variance_of_a_mean_is_that_of_repeated_draws():
    draw = np.random.default_rng(7)
    worlds, size = 800, 60
    end, watched = draw.lognormal(0, 1, (worlds, size)), draw.uniform(3, 9, (worlds, size))
    cell = np.repeat(np.arange(worlds), size)
    steps = survival_curves.curves(cell, np.minimum(end, watched).ravel(), (end <= watched).ravel().astype(int), worlds)
    mean = survival.restricted_mean(steps, 3.0)
    claimed = (mean.high - mean.low).mean() / 2 / 2.0
    assert claimed == pytest.approx(mean.value.std(), rel=0.08)


@pytest.mark.parametrize(("episodes", "follow_up", "drift"), [(25, 0.2, 0.25), (120, 0.1, 0.0), (300, 0.3, 0.25)])
def test_the_newest_weeks_follow_up_holds_the_truth_in_two_hundred_worlds(episodes, follow_up, drift):
    world = newest.simulate_weeks(11, 200, episodes, follow_up, drift)
    ours, naive, _ = newest.follow_up(world)
    assert ((ours.low <= world.truth) & (world.truth <= ours.high)).mean() >= 0.92
    assert abs(np.nanmean(ours.value - world.truth)) < 0.02
    assert np.nanmean(naive - world.truth) < -0.3 * follow_up


@pytest.mark.parametrize(("episodes", "escalated"), [(20, 0.0), (60, 0.3), (300, 0.0)])
def test_the_newest_weeks_median_time_to_resolution_holds_the_truth_in_two_hundred_worlds(episodes, escalated):
    world = newest.simulate_weeks(12, 200, episodes, 0.2, escalated=escalated, weeks=1)
    ours, naive = newest.median(world)
    truth = newest.median_time(escalated)
    assert ((ours.low <= truth) & (truth <= ours.high)).mean() >= 0.92
    assert abs(np.median(ours.value) / truth - 1) < 0.2
    assert np.nanmedian(naive) < 0.75 * truth


def test_customers_with_many_episodes_widen_the_interval_and_single_ones_do_not():
    draw = np.random.default_rng(3)
    end = np.repeat(draw.exponential(7, 60), 3)
    watched = np.full(180, 9.0)
    steps = survival_curves.curves(np.zeros(180, dtype=int), np.minimum(end, watched), (end <= watched).astype(int), 1)
    assert survival.design_effect(steps, np.repeat(np.arange(60), 3), 7.0)[0] == pytest.approx(3, rel=0.01)
    assert survival.design_effect(steps, np.arange(180), 7.0)[0] == pytest.approx(1)
