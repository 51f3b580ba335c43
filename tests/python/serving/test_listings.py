"""From a number to its conversations: which a page lists, why, and what the command for the rest is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

OPENED = date(2025, 9, 15)


@pytest.fixture
def escalations(desk):
    """Thirty escalations in technical, one a day from 1 September, and one in billing."""
    story = desk(("technical", "billing"))
    started = [datetime(2025, 9, 1, 8) + timedelta(days=index) for index in range(30)]
    rows = [
        {
            "episode_id": f"T{index}#1",
            "ticket_id": f"T/{index}",
            "category": "billing" if index == 3 else "technical",
            "week_start": at.date() - timedelta(days=at.weekday()),
            "why": "escalated: gap: low_confidence",
            "started_at": at,
        }
        for index, at in enumerate(started)
    ]
    story.rows["listed_escalated"] = rows[::-1]
    story.rows["counted_escalated"] = [
        {"category": row["category"], "week_start": row["week_start"], "conversation_count": 1} for row in rows
    ]
    return story


def test_an_alert_lists_the_conversations_since_its_change_and_counts_them_all(escalations):
    from agent_scorecard.serving.pages.listings import behind

    found = behind(escalations.card(), "escalation_rate", "technical", OPENED)
    assert [row["ticket"] for row in found.rows] == [f"T/{index}" for index in range(29, 17, -1)]
    # from 15 to 30 September
    assert (found.count, found.rest) == (16, 4)
    assert found.command == ("agent-scorecard list escalated --category technical --since 2025-09-15 --limit 16 --csv")
    assert found.rows[0]["why"] == "escalated: gap: low confidence"
    assert found.rows[0]["age"].startswith("27")


def test_a_number_without_such_a_list_has_none(escalations):
    from agent_scorecard.serving.pages.listings import behind, listing

    assert behind(escalations.card(), "sentiment_mean", "technical", OPENED) is None
    assert listing(escalations.card(), "waiting") is None


def test_a_ticket_is_linked_where_the_project_says_how_and_only_there(escalations):
    from agent_scorecard.serving.pages.rendering import render_pages

    assert "T/29" in escalations.pages()["support.html"]
    assert 'href="https://' not in escalations.pages()["support.html"]
    linked = replace(escalations.tables(), ticket_url="https://help.example/t/{ticket_id}")
    assert 'href="https://help.example/t/T%2F29"' in render_pages(linked)["support.html"]


def test_the_address_of_a_ticket_is_one_of_a_web_page(monkeypatch):
    from agent_scorecard import contract
    from agent_scorecard.serving.questions.commands import ticket_url

    for wrong in ("javascript:alert(1)//{ticket_id}", "https://help.example/t"):
        monkeypatch.setattr(contract, "project_vars", lambda wrong=wrong: {"ticket_url": wrong})
        with pytest.raises(ValueError, match=r"like https://example\.com"):
            ticket_url()
