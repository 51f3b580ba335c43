"""Monday's page: what it opens with, told as small stories."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agent_scorecard.serving.pages import monday
from agent_scorecard.serving.wording import NARROW

MEETING = date(2025, 10, 27)


def row(kind: str, verdict: str, metric: str | None = "escalation_rate", segment: str = "billing", **told) -> dict:
    names = "finding cause_kind cause_candidates cause_alert_id action reference_id drift_verdict"
    names += " value value_low value_high"
    names += " numerator denominator value_before change change_low change_high baseline limit_value customers_affected"
    names += " customers_wrongly_served"
    nothing = dict.fromkeys(names.split(), None)
    return {
        **nothing,
        "meeting_on": MEETING,
        "kind": kind,
        "rank": 1,
        "week_start": date(2025, 10, 20),
        "segment_type": "category",
        "segment": segment,
        "metric": metric,
        "owner": "support_manager",
        "verdict": verdict,
        "status": "ok",
        "is_final": True,
        "is_newest": True,
        "happened_at": datetime(2025, 10, 20, 9),
        **told,
    }


MOVE = {"value": 0.4, "value_before": 0.2, "change": 0.2, "change_low": 0.05, "change_high": 0.35}


@pytest.fixture
def meeting(desk):
    def hold(*rows: dict):
        story = desk()
        story.rows["weekly_review"] = list(rows)
        return story

    return hold


def plain(text: str) -> str:
    return text.replace(NARROW, " ")


def test_the_first_move_beyond_chance_opens_the_meeting_and_what_got_worse_comes_before_what_got_better(meeting):
    story = meeting(
        row(
            "moved",
            "better",
            "sentiment_mean",
            value=0.3,
            value_before=0.1,
            change=0.2,
            change_low=0.1,
            change_high=0.3,
        ),
        row("moved", "worse", **MOVE),
    )
    top = monday.view(story.card())["top"]
    assert plain(top.title) == "Escalation rate in billing rose from 20 % to 40 %"
    assert "+20 points (+5 points to +35 points)" in top.lede
    assert "1 more number moved beyond chance." in top.lede
    assert top.standing == "bad"


def test_where_nothing_moved_what_stays_wrong_is_still_said(meeting):
    story = meeting(row("moved", "unchanged", **MOVE)).verdict("escalation_rate", "warn", "billing")
    top = monday.view(story.card())["top"]
    assert top.title == "Nothing moved since the week before, and 1 problem stays open"
    assert "Escalation rate in billing is 80" in top.lede


def test_a_quiet_week_is_called_quiet(meeting):
    story = meeting(row("moved", "unchanged", **MOVE)).drift("escalation_rate", "stable")
    assert monday.view(story.card())["top"].title == "Nothing moved beyond chance since the week before"


def test_a_decision_stands_beside_what_became_of_its_number(meeting):
    decision = row(
        "decision",
        "no_change_seen",
        action="Quote the payment method",
        finding="Refund questions come back",
        denominator=37.0,
        **MOVE,
    )
    page = plain(meeting(decision).pages()["monday.html"])
    told = page.split('id="decisions"')[1].split("</section>")[0]
    assert "Quote the payment method" in told
    assert "no change seen since" in told
    assert "40 %, 37 counted; +20 points (+5 points to +35 points)" in told


def test_a_decision_without_a_metric_is_not_given_one(meeting):
    decision = row("decision", "not_measurable", None, None, action="Talk to sales", finding="They ask for prices")
    told = meeting(decision).pages()["monday.html"].split('id="decisions"')[1].split("</section>")[0]
    assert "cannot be measured: no metric was named" in told


def test_the_proposal_is_the_only_advice_on_its_problem(meeting):
    proposal = row("proposal", "warn", action="Ask for the code once", finding="It is high", value=0.8, limit_value=0.7)
    story = meeting(proposal).verdict("escalation_rate", "warn", "billing")
    pages = story.pages()
    for name in ("vp.html", "support.html", "monday.html"):
        assert "Ask for the code once" in pages[name], name
        assert "no person was needed for" not in pages[name], name


def test_without_the_weekly_review_the_page_says_what_is_missing(desk):
    assert "This file has no weekly review" in desk().pages()["monday.html"]
