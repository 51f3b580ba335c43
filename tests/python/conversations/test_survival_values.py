"""From the warehouse's tables to cells and back: hand-counted stories, and the edges."""

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from agent_scorecard.conversations.survival_values import survival_values

MONDAY = datetime(2025, 3, 3, 10)
TIMETABLE = pa.table(
    {
        "schedule": ["default"] * 5,
        "time_zone": ["UTC"] * 5,
        "weekday": pa.array(range(1, 6), pa.int64()),
        "opens_at": ["09:00"] * 5,
        "closes_at": ["17:00"] * 5,
    }
)
NO_HOLIDAYS = pa.table({"schedule": pa.array([], pa.string()), "holiday_date": pa.array([], pa.date32())})
METRICS = pa.table({"metric": ["follow_up_rate_7d"], "is_essential": [True]})


def cells(rows, timetable=TIMETABLE, pool_days=56, segment_type="category", metrics=METRICS):
    """Episodes as (clock, starts_at, stops_at, cause, watched_until), each a customer of its own."""
    names = [f"e{place:03}" for place in range(len(rows))]
    clocks = pa.table(
        {
            "episode_id": pa.array(names, pa.string()),
            "clock": pa.array([row[0] for row in rows], pa.string()),
            "brand": pa.nulls(len(rows), pa.string()),
            "starts_at": pa.array([row[1] for row in rows], pa.timestamp("us")),
            "stops_at": pa.array([row[2] for row in rows], pa.timestamp("us")),
            "cause": pa.array([row[3] for row in rows], pa.int32()),
            "watched_until": pa.array([row[4] for row in rows], pa.timestamp("us")),
        }
    )
    monday = [(row[1] - timedelta(days=row[1].weekday())).date() for row in rows]
    counted = pa.table(
        {
            "episode_id": pa.array(names, pa.string()),
            "customer_cluster": pa.array(names, pa.string()),
            "period": pa.array(["week"] * len(rows), pa.string()),
            "period_start": pa.array(monday, pa.date32()),
            "segment_type": pa.array([segment_type] * len(rows), pa.string()),
            "segment": pa.array(["billing"] * len(rows), pa.string()),
        }
    )
    table = survival_values(clocks, counted, timetable, NO_HOLIDAYS, metrics, pool_days)
    return {(row["period_start"], row["metric"]): row for row in table.to_pylist()}


def test_nothing_landed_is_nothing_said():
    assert cells([]) == {}


def test_a_mature_week_is_counted_as_it_is():
    later = MONDAY + timedelta(days=60)
    rows = [("follow_up", MONDAY, MONDAY + timedelta(days=3), 1, later)] * 3
    rows += [("follow_up", MONDAY, later, 0, later)] * 7
    found = cells(rows)[date(2025, 3, 3), "follow_up_rate_7d"]
    assert (found["value"], found["numerator"], found["denominator"]) == pytest.approx((0.3, 3, 10))
    assert found["value_low"] < 0.3 < found["value_high"]
    assert cells(rows)[date(2025, 3, 3), "follow_up_rate_24h"]["value"] == 0
    assert cells(rows)[date(2025, 3, 3), "follow_up_rate_7d_mature"]["denominator"] == 10


def test_a_week_too_young_and_without_a_past_has_no_value_yet():
    soon = MONDAY + timedelta(days=2)
    found = cells([("follow_up", MONDAY, soon, 0, soon)] * 10)
    assert found[date(2025, 3, 3), "follow_up_rate_7d"]["value"] is None
    assert found[date(2025, 3, 3), "follow_up_rate_7d"]["value_high"] == 1
    assert found[date(2025, 3, 3), "follow_up_rate_24h"]["value"] == 0
    assert (date(2025, 3, 3), "follow_up_rate_7d_mature") not in found


def test_a_week_too_young_goes_on_as_the_weeks_before_it_did():
    as_of = MONDAY + timedelta(days=16)
    old = [("follow_up", MONDAY, MONDAY + timedelta(days=5), 1, as_of)] * 20
    old += [("follow_up", MONDAY, as_of, 0, as_of)] * 20
    new_start = MONDAY + timedelta(days=14)
    new = [("follow_up", new_start, as_of, 0, as_of)] * 40
    found = cells(old + new)[date(2025, 3, 17), "follow_up_rate_7d"]
    assert found["value"] == pytest.approx(0.5)
    assert found["value_low"] < 0.5 < found["value_high"]


def test_a_weekend_is_no_business_time():
    friday = datetime(2025, 3, 7, 16)
    rows = [("resolution", friday, datetime(2025, 3, 10, 10), 1, datetime(2025, 4, 1))] * 5
    found = cells(rows)
    assert found[date(2025, 3, 3), "median_hours_to_resolution"]["value"] == 66
    assert found[date(2025, 3, 3), "median_business_hours_to_resolution"]["value"] == 2


def test_without_a_schedule_there_is_no_business_time_rather_than_none_at_all():
    rows = [("resolution", MONDAY, MONDAY + timedelta(hours=2), 1, datetime(2025, 4, 1))] * 5
    found = cells(rows, timetable=TIMETABLE.slice(0, 0))
    assert found[date(2025, 3, 3), "median_hours_to_resolution"]["value"] == 2
    assert (date(2025, 3, 3), "median_business_hours_to_resolution") not in found


def test_where_most_are_handed_over_the_median_is_not_reached_and_the_four_shares_tell_why():
    end = MONDAY + timedelta(days=30)
    rows = [("resolution", MONDAY, MONDAY + timedelta(hours=1), 1, end)] * 3
    rows += [("resolution", MONDAY, MONDAY + timedelta(hours=2), 2, end)] * 5
    rows += [("resolution", MONDAY, MONDAY + timedelta(hours=3), 3, end), ("resolution", MONDAY, end, 0, end)]
    found = cells(rows)
    assert found[date(2025, 3, 3), "median_hours_to_resolution"]["value"] is None
    assert found[date(2025, 3, 3), "median_hours_to_resolution"]["status_hint"] == "not_reached"
    shares = ("resolved_within", "escalated_within", "given_up_within", "waiting_after")
    assert [found[date(2025, 3, 3), f"{share}_24h_rate"]["value"] for share in shares] == pytest.approx(
        [0.3, 0.5, 0.1, 0.1]
    )


def test_segments_carry_the_essentials_alone():
    later = MONDAY + timedelta(days=60)
    found = cells([("follow_up", MONDAY, later, 0, later)] * 5, segment_type="channel")
    assert {metric for _, metric in found} == {"follow_up_rate_7d", "follow_up_rate_7d_mature"}


def test_a_group_says_the_same_whoever_is_next_to_it():
    """An exact half by a time is not more than half, however large the groups before it are."""
    later = MONDAY + timedelta(days=60)
    rows = [("resolution", MONDAY, MONDAY + timedelta(hours=1 + place % 7), 1, later) for place in range(3000)]
    half = [
        ("resolution", MONDAY + timedelta(days=7), MONDAY + timedelta(days=7, hours=1 + place), 1, later)
        for place in range(38)
    ]
    metrics = pa.table({"metric": ["median_hours_to_resolution"], "is_essential": [True]})
    alone, among = cells(half, metrics=metrics), cells(rows + half, metrics=metrics)
    week = date(2025, 3, 10)
    assert among[week, "median_hours_to_resolution"]["value"] == 20
    assert all(row == among[key] for key, row in alone.items())
    assert among[week, "waiting_after_24h_rate"]["n_effective"] >= 0
