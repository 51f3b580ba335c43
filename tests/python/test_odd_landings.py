"""Landings that a newcomer really has: one ticket, no AI in it, an optional table without a row, another timezone."""

from __future__ import annotations

import json
from datetime import date

import pytest
from warehouse import run_dbt

TICKETS = """ticket_id,created_at,status,customer_id
T1,2025-03-30T00:30:00Z,solved,ann
T2,2025-04-22T09:00:00Z,open,bob
"""
MESSAGES = [
    {
        "message_id": "m1",
        "ticket_id": "T1",
        "sent_at": "2025-03-30T00:30:00Z",
        "author_type": "customer",
        "body": "Help",
    },
    {
        "message_id": "m2",
        "ticket_id": "T1",
        "sent_at": "2025-03-30T01:30:00Z",
        "author_type": "human",
        "author_id": "hana",
    },
    {"message_id": "m3", "ticket_id": "T2", "sent_at": "2025-04-22T09:00:00Z", "author_type": "customer", "body": "Hi"},
]
EVENTS = """event_id,ticket_id,occurred_at,event_type,to_value
e1,T1,2025-03-30T22:30:00Z,status_changed,solved
"""


@pytest.fixture(scope="module")
def one_ticket(tmp_path_factory):
    """Ann's ticket on the night when the clocks change in Berlin, answered by Hana; Bob's is later than as_of."""
    import duckdb

    work = tmp_path_factory.mktemp("one_ticket")
    landing = work / "landing"
    for table in ("tickets", "messages", "ticket_events", "satisfaction"):
        (landing / table).mkdir(parents=True)
    (landing / "tickets" / "a.csv").write_text(TICKETS)
    (landing / "messages" / "a.jsonl").write_text("".join(json.dumps(message) + "\n" for message in MESSAGES))
    (landing / "ticket_events" / "a.csv").write_text(EVENTS)
    (landing / "satisfaction" / "a.csv").write_text("ticket_id,responded_at,score,scale_max\n")
    given = {"landing": "files", "landing_path": str(landing), "reporting_timezone": "Europe/Berlin"}
    given |= {"as_of": "2025-04-20 00:00:00"}
    database = work / "scorecard.duckdb"
    told = run_dbt("build", "--vars", json.dumps(given), database=database, target_path=work / "target").stdout
    with duckdb.connect(str(database), read_only=True) as connection:
        yield lambda query: connection.sql(query).fetchall(), told


def test_a_desk_without_an_ai_builds_and_is_told_so(one_ticket):
    ask, told = one_ticket
    assert "the_ai_has_written_at_least_once" in told
    assert ask("select distinct status, value from marts.scorecard_weekly where metric = 'escalation_rate'") == [
        ("not_applicable", None)
    ]
    assert ask("select count(*) from marts.scorecard_weekly where status = 'not_applicable' and denominator > 0") == [
        (0,)
    ]


def test_what_people_did_is_still_counted_on_the_local_clock(one_ticket):
    ask, _ = one_ticket
    # half past ten in the evening of Sunday is half an hour into Monday in Berlin; 22 hours passed, not 23
    found = ask(
        "select week_start, resolved_week_start, first_response_seconds, resolution_seconds from marts.episodes"
    )
    assert found == [(date(2025, 3, 24), date(2025, 3, 31), 3600, 22 * 3600)]
    answered = "select value, denominator from marts.scorecard_weekly where metric = 'median_seconds_to_first_response'"
    assert ask(f"{answered} and category = '(all)' and value is not null") == [(3600.0, 1.0)]
    assert ask("select sum(resolved_count) from marts.time_to_resolution_weekly where category = '(all)'") == [(1,)]


def test_a_calendar_runs_to_as_of_and_no_further(one_ticket):
    ask, _ = one_ticket
    assert ask("select min(week_start), max(week_start) from marts.scorecard_weekly") == [
        (date(2025, 3, 24), date(2025, 4, 14))
    ]


def test_a_desk_in_its_first_week_is_not_yet_watched():
    from agent_scorecard.monitoring.metric_drift import Cell, Metric, metric_drift

    for unit, value in (("share", 0.5), ("score", 0.5), ("seconds", 60.0)):
        cell = Cell("the_metric", "category", "billing", 0, value, value, value, value * 2, 2.0)
        found = metric_drift([cell], [date(2025, 3, 3)], [Metric("the_metric", unit, "lower", True, 0)]).to_pylist()
        assert [(row["verdict"], row["is_alert"]) for row in found] == [("not_final", False)]
