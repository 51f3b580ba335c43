"""What the agent is worth on the sample, by plain arithmetic over its episodes and by the mart."""

from __future__ import annotations

import duckdb
import pytest

WEEK, CATEGORY = "2025-09-01", "technical"


@pytest.fixture(scope="module")
def week(sample_warehouse):
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        [mart] = (
            connection.execute(
                "select * from marts.value_weekly where week_start = ? and category = ?", [WEEK, CATEGORY]
            )
            .to_arrow_table()
            .to_pylist()
        )
        episodes = (
            connection.execute(
                "select * from marts.episodes where week_start = ? and category = ? and is_ai_handled", [WEEK, CATEGORY]
            )
            .to_arrow_table()
            .to_pylist()
        )
    return mart, episodes


def test_the_cost_of_a_right_resolution_is_the_cost_over_those_that_were_right(week):
    mart, episodes = week
    cost = float(sum(row["cost_usd"] for row in episodes))
    resolved = [row for row in episodes if row["is_ai_resolved"]]
    right = len(resolved) * mart["resolution_accuracy_rate"]
    assert mart["ai_cost_per_handled_usd"] == pytest.approx(cost / len(episodes))
    assert mart["ai_cost_per_resolved_usd"] == pytest.approx(cost / len(resolved))
    assert mart["ai_cost_per_correct_usd"] == pytest.approx(cost / right)
    people = sum(row["human_message_count"] for row in episodes) * 6 / 60 * 35
    assert mart["human_cost_usd"] == pytest.approx(people)
    assert mart["cost_per_correct_usd"] == pytest.approx((cost + people + mart["review_cost_usd"]) / right)


def test_nothing_is_saved_by_what_came_back(week):
    mart, episodes = week
    kept = [row for row in episodes if row["is_ai_resolved"] and row["is_durable"]]
    assert mart["kept_count"] == len(kept)
    hours = len(kept) * mart["person_minutes"] / 60 * mart["resolution_accuracy_rate"]
    assert mart["saved_hours"] == pytest.approx(hours)
    assert mart["saved_hours_low"] < mart["saved_hours"] < mart["saved_hours_high"]


def test_where_nobody_reviewed_nothing_is_claimed(sample_warehouse):
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        found = connection.sql(
            "select count(*), count(saved_hours), count(net_value_low_usd), count(wrong_answer_cost_usd)"
            " from marts.value_weekly where status = 'unverified'"
        ).fetchone()
    assert found[0] > 0
    assert found[1:] == (0, 0, 0)
