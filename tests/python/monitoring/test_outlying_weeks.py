"""A week stands out rarely where nothing happened, and nearly always where something did."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from agent_scorecard.monitoring.outlying_weeks import LIMIT, outlying_weeks, surprise

WEEKS = [date(2025, 1, 6) + timedelta(days=7 * week) for week in range(52)]
Z = 1.959963984540054


def wilson_error(successes, n):
    share = successes / n
    return Z / (1 + Z * Z / n) * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / Z


def year(rng, share, n, spread=0.0):
    """One series of weekly shares; ``spread``: by how much the true share itself wanders, as a standard deviation."""
    truth = np.clip(share + rng.normal(0, spread, 52), 0.01, 0.99)
    successes = rng.binomial(n, truth)
    return successes / n, wilson_error(successes, n), np.full(52, float(n))


@pytest.mark.parametrize(("share", "n", "spread"), [(0.2, 40, 0.0), (0.8, 25, 0.0), (0.5, 100, 0.08), (0.06, 60, 0.0)])
def test_a_quiet_year_has_hardly_an_outlier(share, n, spread):
    rng = np.random.default_rng(5)
    z = np.concatenate([surprise(*year(rng, share, n, spread))[2] for _ in range(400)])
    assert np.mean(np.abs(z[np.isfinite(z)]) > LIMIT) <= 0.003


def test_a_week_that_went_wrong_is_seen():
    rng = np.random.default_rng(6)
    seen = 0
    for _ in range(200):
        value, error, weight = year(rng, 0.2, 60)
        successes = rng.binomial(60, 0.65)
        value[40], error[40] = successes / 60, wilson_error(successes, 60)
        seen += surprise(value, error, weight)[2][40] > LIMIT
    assert seen / 200 >= 0.9


def test_a_week_is_not_part_of_its_own_limits():
    value = np.full(20, 0.2)
    value[15] = 0.9
    _, _, z = surprise(value, np.full(20, 0.05), np.full(20, 60.0))
    assert z[15] > 10


def rows(metric, kind, segment, values):
    return [
        (metric, kind, segment, week, value, value - 0.08, value + 0.08, value * 60, 60.0, 55.0)
        for week, value in zip(WEEKS, values, strict=False)
    ]


def test_one_agent_alone_is_told_once_and_a_missing_week_is_none():
    values = [0.2, 0.22, 0.18] * 7 + [0.8]
    everything = rows("escalation_rate", "tier", "faq", values) + rows("escalation_rate", "agent", "ava", values)
    found = outlying_weeks(everything, WEEKS, {"escalation_rate": "share"}).to_pylist()
    assert [(row["segment_type"], row["week_start"]) for row in found] == [("agent", WEEKS[21])]
    assert found[0]["usual"] == pytest.approx(0.2, abs=0.01)


def test_times_are_compared_as_logs():
    values = [1.0] * 20 + [30.0]
    series = [
        ("hours", "category", "billing", week, value, value / 1.5, value * 1.5, None, 40.0, 38.0)
        for week, value in zip(WEEKS, values, strict=False)
    ]
    (found,) = outlying_weeks(series, WEEKS, {"hours": "hours"}).to_pylist()
    assert found["usual"] == pytest.approx(1.0)
    assert found["z"] > LIMIT
