"""The common odds ratio equals statsmodels'; Simpson's paradox does not fool it."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from agent_scorecard.scorecard.speed_quality import speed_quality
from agent_scorecard.statistics.stratified import mantel_haenszel, pareto


def test_the_odds_ratio_and_its_interval_equal_statsmodels():
    tables = np.random.default_rng(5).integers(1, 40, (9, 2, 2))
    theirs = StratifiedTable(list(tables))
    ours = mantel_haenszel(tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1])
    assert ours.value == pytest.approx(theirs.oddsratio_pooled)
    assert (ours.low, ours.high) == pytest.approx(theirs.oddsratio_pooled_confint(), rel=1e-5)


def test_tables_that_cannot_tell_say_nothing():
    assert np.isnan(mantel_haenszel([3], [0], [4], [0]).value)


def resolutions(rows) -> pa.Table:
    names = ("week_start", "category", "agent_version", "seconds", "correct", "weight", "came_back")
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
    return table.set_column(0, "week_start", table["week_start"].cast(pa.date32()))


def test_easy_categories_are_fast_and_that_does_not_make_fast_better():
    """Within how_to and within billing, fast is wrong three times as often; how_to is fast and easy throughout."""
    monday, rows = date(2025, 3, 3), []
    for category, base, pace in (("how_to", 0.1, 60), ("billing", 0.4, 6000)):
        for place in range(400):
            is_fast = place % 2 == 0
            odds = base / (1 - base) * (3 if is_fast else 1)
            wrong = (place // 2) / 200 < odds / (1 + odds)
            rows.append((monday, category, "v1", pace * (1 if is_fast else 2), 0.0 if wrong else 1.0, 1.0, 0.0))
    found = {(row["segment"], row["metric"]): row for row in speed_quality(resolutions(rows), 8, {}).to_pylist()}
    assert found["(all)", "wrong_odds_ratio"]["value"] == pytest.approx(3, rel=0.15)
    assert found["(all)", "wrong_odds_ratio"]["value_low"] > 1
    assert found["how_to", "fast_wrong_rate"]["value"] == pytest.approx(0.25, abs=0.01)
    assert found["billing", "slow_wrong_rate"]["value"] == pytest.approx(0.4, abs=0.01)


def test_an_episode_drawn_rarely_counts_for_many():
    monday = date(2025, 3, 3)
    rows = [(monday, "billing", "v1", 10, 0.0, 1.0, None)] * 5 + [(monday, "billing", "v1", 10, 1.0, 9.0, None)] * 5
    found = {(r["segment"], r["metric"]): r for r in speed_quality(resolutions(rows), 8, {}).to_pylist()}
    assert found["billing", "fast_wrong_rate"]["value"] == pytest.approx(0.1)


def test_fast_resolutions_that_nobody_reviewed_are_unverified_and_not_absent():
    first, second = date(2025, 3, 3), date(2025, 3, 10)
    rows = [(first, "billing", "v1", 10, 0.0, 1.0, None)] * 4 + [(second, "billing", "v1", 10, None, None, None)] * 4
    windows = [("weeks_1", second, second)]
    found = speed_quality(resolutions(rows), 8, {"fast_wrong_rate": 2}, windows).to_pylist()
    told = {
        (r["period"], r["period_start"]): r
        for r in found
        if (r["segment"], r["metric"]) == ("billing", "fast_wrong_rate")
    }
    assert (told["week", first]["value"], told["week", first]["n_reviewed"], told["week", first]["status_hint"]) == (
        1,
        4,
        None,
    )
    for key in (("week", second), ("weeks_1", second)):
        row = told[key]
        assert (row["value"], row["denominator"], row["n_reviewed"], row["status_hint"]) == (None, 0, 0, "unverified")
    # nothing was slow: nothing is said of it
    assert not [row for row in found if row["metric"] == "slow_wrong_rate"]


def test_a_version_that_another_beats_in_speed_and_accuracy_is_not_on_the_frontier():
    monday, rows = date(2025, 3, 3), []
    for version, seconds, correct in (("quick", 10, 0.6), ("good", 30, 0.9), ("neither", 40, 0.5)):
        for place in range(10):
            rows.append((monday, "billing", version, seconds, float(place < 10 * correct), 1.0, 0.0))
    found = {(r["segment"], r["metric"]): r for r in speed_quality(resolutions(rows), 8, {}).to_pylist()}
    assert found["billing", "pareto_version_count"]["note"] == "good; quick"
    assert pareto([1.0], [0.5]).all()
