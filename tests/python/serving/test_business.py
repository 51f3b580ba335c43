"""The page of sales and success: owner and next step, money that is never mixed, and nothing where nothing is known."""

from __future__ import annotations

from datetime import date, datetime

from agent_scorecard.serving.marts import Tables
from agent_scorecard.serving.pages.business import view, worth
from agent_scorecard.serving.pages.card import Scorecard

SIGNAL = {
    "account_id": "A1",
    "kind": "cancellation",
    "owner": "ann",
    "next_step": "Call.",
    "last_at": datetime(2026, 1, 1),
}
CALL = {
    "account_id": "A2",
    "next_step": "Call within two days.",
    "currency": "EUR",
    "reasons": "3 wrong answers",
    "annual_value": 900.0,
    "owner": "ben",
}


def week(number: int, **changes) -> dict:
    numbers = [
        "handled_count",
        "resolved_count",
        "resolved_customer_count",
        "came_back_count",
        "human_cost_usd",
        "review_cost_usd",
    ]
    numbers += ["saved_hours_low", "saved_hours_high", "wrong_answer_cost_usd", "net_value_usd", "net_value_low_usd"]
    row = dict.fromkeys([*numbers, "net_value_high_usd"], 1.0)
    row |= {
        "week_start": date(2025, 1, number),
        "is_final": True,
        "saved_hours": 2.0,
        "resolved_count": 10.0,
        "correct_count": 4.0,
        "correct_count_low": 2.5,
        "correct_count_high": 6.0,
        "resolution_accuracy_rate_numerator": 4.0,
        "resolution_accuracy_rate_denominator": 10.0,
        "ai_cost_usd": 2.0,
    }
    return row | changes


def page(**tables) -> dict:
    return view(Scorecard(Tables(rows={"value": [week(1)]} | tables)))


def test_an_account_to_call_goes_before_what_was_said():
    shown = page(outreach=[CALL], signals=[SIGNAL])
    assert shown["top"].title.startswith("1 account served worse")
    assert shown["top"].action == (
        "Begin with A2: served badly, 3 wrong answers, pays 900 EUR a year; A1: speaks of leaving. Call within two days."
    )
    assert page(signals=[SIGNAL])["top"].title == "1 account spoke of leaving or of another product"
    assert page()["top"].title == "No account is served worse than chance explains"


def test_an_agent_that_surely_costs_more_than_it_saves_is_not_called_good():
    loss = {"net_value_usd": -40.0, "net_value_low_usd": -90.0, "net_value_high_usd": -18.0}
    top = page(value=[week(1, **loss)])["top"]
    assert (top.standing, top.title) == ("warn", "The agent cost $40 more than it saved")
    assert "it cost $40 more ($18 to $90)." in top.lede
    unsure = page(value=[week(1, **loss | {"net_value_high_usd": 5.0})])["top"]
    assert unsure.title == "No account is served worse than chance explains"


def test_what_few_reviews_say_of_money_is_no_headline():
    loss = {
        "net_value_usd": -40.0,
        "net_value_low_usd": -90.0,
        "net_value_high_usd": -8.0,
        "correct_count_status": "low_n",
    }
    top = page(value=[week(1, **loss)])["top"]
    assert top.title == "No account is served worse than chance explains"
    assert "is not known: in 1 of 1 week too few were reviewed" in top.lede


def test_the_share_of_right_ones_is_that_of_the_reviewed_weighted():
    counts = {"resolved_count": 40.0, "correct_count": 5.0}
    reviewed = {"resolution_accuracy_rate_numerator": 9.0, "resolution_accuracy_rate_denominator": 10.0}
    found = worth([week(1, **counts, **reviewed)])
    assert (found["accuracy"], found["accuracy_basis"]) == (0.9, "9 of 10")


def test_who_may_leave_is_spoken_to_before_who_may_grow_and_who_pays_most_first(desk):
    from agent_scorecard.serving.pages.business import accounts

    def signal(account: str, kind: str, value: float) -> dict:
        return SIGNAL | {"account_id": account, "kind": kind, "annual_value": value, "currency": "EUR"}

    signals = [signal("A1", "pricing", 50.0), signal("A3", "expansion", 10.0), signal("A4", "expansion", 700.0)]
    signals += [signal("A5", "cancellation", 1.0), signal("A4", "pricing", 700.0)]
    found = accounts(Scorecard(Tables(rows={"signals": signals, "outreach": [CALL]})))
    assert [row["account_id"] for row in found] == ["A2", "A5", "A4", "A3", "A1"]


def test_weeks_that_can_change_or_that_nobody_reviewed_are_not_added():
    rows = [week(1), week(6), week(13, is_final=False), week(20, saved_hours=None)]
    found = worth(rows)
    assert (found["weeks"], found["saved_hours"], found["to_week"]) == (2, 4.0, date(2025, 1, 6))
    assert found["cost_per_correct_usd"] == (2 + 1 + 1) / 4
    assert found["accuracy"] == 8 / 20
    # two weeks leave more doubt than one, and less than their margins added up: 2.12 below, 2.83 above
    assert (round(found["accuracy_low"], 3), round(found["accuracy_high"], 3)) == (0.294, 0.541)
    assert round(found["cost_per_correct_low_usd"] * 20 * found["accuracy_high"], 9) == 8
    assert round(found["cost_per_correct_high_usd"] * 20 * found["accuracy_low"], 9) == 8
    assert worth([week(1, is_final=False)]) is None


def test_a_request_is_shown_once_and_not_once_a_currency():
    rows = [{"request_key": "R1", "currency": currency} for currency in ("(all)", "EUR", "USD")]
    assert len(page(requests=rows)["requests"]) == 1


def test_a_script_in_an_account_stays_text(desk):
    from agent_scorecard.serving.pages.rendering import render_pages

    tables = desk().tables()
    row = SIGNAL | {"account_id": "<script>alert(1)</script>", "tier": None, "annual_value": None, "currency": None}
    rows = {**tables.rows, "signals": [row | {"signal_count": 1}], "value": [week(1)]}
    shown = render_pages(Tables(as_of=tables.as_of, rows=rows))["business.html"]
    assert shown.count("<script") == 1
    assert "&lt;script&gt;alert" in shown
