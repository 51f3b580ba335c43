"""Landings that a newcomer really has: one ticket, no AI in it, an optional table without a row, another timezone."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from warehouse import dbt_here, run_dbt

TICKETS = """ticket_id,created_at,status,customer_id,initiated_by
T1,2025-03-30T00:30:00Z,solved,ann,
T2,2025-04-22T09:00:00Z,open,bob,
T3,2025-04-10T09:00:00Z,open,cem,automation
"""
MESSAGES = [
    {
        "message_id": "m1",
        "ticket_id": "T1",
        "sent_at": "2025-03-30T00:30:00Z",
        "author_type": "customer",
        "body": "Help",
    },
    # nobody sent it, so it answers nobody
    {
        "message_id": "m1b",
        "ticket_id": "T1",
        "sent_at": "2025-03-30T00:45:00Z",
        "author_type": "human",
        "author_id": "hana",
        "delivery": "draft",
    },
    {
        "message_id": "m2",
        "ticket_id": "T1",
        "sent_at": "2025-03-30T01:30:00Z",
        "author_type": "human",
        "author_id": "hana",
    },
    {
        "message_id": "m4",
        "ticket_id": "T3",
        "sent_at": "2025-04-10T09:05:00Z",
        "author_type": "customer",
        "body": "Stop",
    },
    {"message_id": "m3", "ticket_id": "T2", "sent_at": "2025-04-22T09:00:00Z", "author_type": "customer", "body": "Hi"},
]
EVENTS = """event_id,ticket_id,occurred_at,event_type,to_value
e1,T1,2025-03-30T22:30:00Z,status_changed,solved
"""
JUDGEMENTS = """judgement_id,ticket_id,judged_at,judge,score,rubric_version
j1,T1,2025-04-01T00:00:00Z,judge,0.9,v1
j2,T1,2025-04-02T00:00:00Z,judge,0.2,v2
"""


@pytest.fixture(scope="module")
def one_ticket(tmp_path_factory):
    """Ann's ticket on the night when the clocks change in Berlin, answered by Hana; Bob's is later than as_of."""
    import duckdb

    work = tmp_path_factory.mktemp("one_ticket")
    landing = work / "landing"
    for table in ("tickets", "messages", "ticket_events", "satisfaction", "judgements"):
        (landing / table).mkdir(parents=True)
    (landing / "tickets" / "a.csv").write_text(TICKETS)
    (landing / "messages" / "a.jsonl").write_text("".join(json.dumps(message) + "\n" for message in MESSAGES))
    (landing / "ticket_events" / "a.csv").write_text(EVENTS)
    (landing / "judgements" / "a.csv").write_text(JUDGEMENTS)
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


def test_what_the_team_starts_a_draft_and_a_judge_of_another_rubric_are_kept_apart(one_ticket):
    ask, _ = one_ticket
    assert ask("select ticket_id, reason from marts.excluded_tickets") == [("T3", "outbound")]
    # the draft of a quarter to one is no first response, nor a message that anybody read
    assert ask("select first_response_seconds, human_message_count from marts.episodes") == [(3600, 1)]
    assert ask("select judge from staging.stg_judgements order by 1") == [("judge (v1)",), ("judge (v2)",)]


def test_a_calendar_runs_to_as_of_and_no_further(one_ticket):
    ask, _ = one_ticket
    assert ask("select min(week_start), max(week_start) from marts.scorecard_weekly") == [
        (date(2025, 3, 24), date(2025, 4, 14))
    ]


def test_a_desk_in_its_first_week_is_not_yet_watched():
    from agent_scorecard.monitoring.metric_drift import metric_drift
    from agent_scorecard.monitoring.watched_groups import Cell, Metric

    for unit, value in (("share", 0.5), ("score", 0.5), ("seconds", 60.0)):
        cell = Cell("the_metric", "category", "billing", 0, value, value, value, value * 2, 2.0)
        found = metric_drift([cell], [date(2025, 3, 3)], [Metric("the_metric", unit, "lower", True, 0)]).to_pylist()
        assert [(row["verdict"], row["is_alert"]) for row in found] == [("not_final", False)]


@pytest.fixture(scope="module")
def odd_teams(tmp_path_factory):
    """Every odd shape of support team three times, under names that break what joins and prints them: landed and built."""
    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land
    from simulated.odd_teams import SHAPES, odd_landing

    work = tmp_path_factory.mktemp("odd_teams")
    tickets = odd_landing(work / "raw", 3 * len(SHAPES), 3)
    accounts = land(work / "raw", work / "landing", landing_tables(), datetime(2024, 12, 1))
    database = work / "scorecard.duckdb"
    where = {"landing": "files", "landing_path": work / "landing"}
    dbt_here("build", database=database, target_path=work / "target", **where)
    return tickets, accounts, database


def test_what_the_gate_accepts_builds_with_every_check(odd_teams):
    """The build itself runs every data test; nothing that was read is missing from it."""
    import duckdb

    tickets, accounts, database = odd_teams
    assert [account for account in accounts if account.rows_read != account.rows_accepted + account.rows_rejected] == []
    with duckdb.connect(str(database), read_only=True) as connection:
        ((kept,), (left_out,)) = connection.sql(
            "select count(distinct ticket_id) from marts.episodes union all select count(*) from marts.excluded_tickets"
        ).fetchall()
    assert kept + left_out >= tickets - sum(account.rows_rejected for account in accounts)


def test_odd_numbers_and_names_are_printed_and_drawn(odd_teams, tmp_path, capsys):
    from agent_scorecard.cli import main

    _, _, database = odd_teams
    assert main(["show", "--database", str(database)]) == 0
    assert "Billing" in capsys.readouterr().out
    assert main(["pages", "--database", str(database), "--out", str(tmp_path / "site")]) == 0
    pages = sorted((tmp_path / "site").glob("*.html"))
    assert len(pages) > 5
    for page in pages:
        text = page.read_text(encoding="utf-8")
        # the page's own, and none that a category is named after
        assert text.count("<script") == 1
        assert ">nan<" not in text.lower()
