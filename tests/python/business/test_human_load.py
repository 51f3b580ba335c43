"""What is left to people: the elasticity that was planted is found, and nothing is said of what did not grow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from agent_scorecard.business.human_load import elasticity, human_load


@pytest.mark.parametrize("truth", [0.4, 1.0])
def test_a_planted_elasticity_lies_in_its_interval(truth):
    """Sixty weeks in which customers triple; of 100 such worlds the interval must hold the truth in at least 90."""
    held = 0
    customers = np.linspace(300, 900, 60).round().astype(int)
    for seed in range(100):
        rng = np.random.default_rng(seed)
        counts = rng.poisson(20 * (customers / 300) ** truth)
        found = elasticity(counts.tolist(), customers.tolist())
        assert found["elasticity_status"] == "ok"
        held += found["elasticity_low"] <= truth <= found["elasticity_high"]
    assert held >= 90


def test_without_growth_nothing_is_said_of_growth():
    assert elasticity([9, 11] * 20, [500, 505] * 20) == {"elasticity_status": "no_growth"}
    assert elasticity([0] * 40, list(range(100, 140))) == {"elasticity_status": "no_data"}


def test_load_is_for_each_customer_and_comes_at_an_hour():
    monday = date(2025, 3, 3)
    weeks = [
        {"week_start": monday + timedelta(weeks=n), "week_end_at": datetime(2025, 3, 10) + timedelta(weeks=n)}
        for n in range(2)
    ]
    episodes = [
        {
            "week_start": monday,
            "category": "billing",
            "customer_cluster": who,
            "started_hour": 9,
            "is_human_handled": is_human,
        }
        for who, is_human in (("ann", True), ("bob", False), ("cem", True), ("ann", True))
    ]
    customers = [
        {"created_at": datetime(2025, 1, 1), "left_at": None},
        {"created_at": datetime(2025, 1, 1), "left_at": datetime(2025, 3, 12)},
        {"created_at": datetime(2025, 3, 11), "left_at": None},
    ]
    rows = {(row["week_start"], row["category"]): row for row in human_load(weeks, episodes, customers).to_pylist()}
    first = rows[monday, "(all)"]
    assert (first["active_customer_count"], first["human_handled_count"], first["customer_basis"]) == (2, 3, "listed")
    assert first["human_handled_rate"] == pytest.approx(1.5)
    assert first["human_handled_rate_low"] < 1.5 < first["human_handled_rate_high"]
    assert (first["busiest_hour"], first["busiest_hour_share"]) == (9, 1.0)
    second = rows[monday + timedelta(weeks=1), "billing"]
    assert (second["active_customer_count"], second["human_handled_count"]) == (2, 0)
    seen = human_load(weeks, episodes, []).to_pylist()
    assert {row["customer_basis"] for row in seen} == {"seen"}
    assert seen[0]["active_customer_count"] == 3
