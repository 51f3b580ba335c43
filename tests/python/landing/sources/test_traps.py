"""Traps that move figures in silence, beyond those that the other files of this folder name: each rule by its case."""

from __future__ import annotations

import csv

import pytest
from source_kit import counts, events, mapped, write
from test_helpdesks import AGENT, CAPTAIN, CONTACT, FIN, PERSON, TICKET, USER, chat, conversation, part

WORDS = "Your refund is on its way and arrives tomorrow."


def test_loaders_tables_cannot_tell_fins_answers_and_say_so(tmp_path):
    """Trap 2: an AI by author_type bot counts the canned lines."""
    shared = {"created_at": "2026-01-05 09:00:00", "_fivetran_active": "true"}
    head = {**shared, "id": "5", "updated_at": "2026-01-05 10:00:00", "state": "open"}
    told = {**shared, "conversation_id": "5", "part_type": "comment", "author_type": "bot", "author_id": "278"}
    rows = {
        "conversation_history": [head],
        "conversation_part_history": [
            {**told, "id": "1", "body": "We reply soon."},
            {**told, "id": "2", "body": "Done."},
        ],
    }
    for table, found in rows.items():
        with (tmp_path / f"{table}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(found[0]))
            writer.writeheader()
            writer.writerows(found)
    landed = mapped("intercom", tmp_path, ai=["bot"])
    assert counts(landed, "5") == {"ai": 2}
    assert any("do not say which turns are Fin's" in told for told in landed.warnings)


def test_a_note_of_fin_is_no_answer(tmp_path):
    """Trap 2: a summary for the support team is not what the customer read."""
    parts = [part(1, "comment", FIN, "Done."), part(2, "note", FIN, "The customer wants a refund.")]
    landed = mapped("intercom", write(tmp_path, c=conversation(parts)), ai=["from_ai_agent"])
    assert counts(landed, "70") == {"customer": 1, "ai": 1}


def test_no_rating_is_no_score(tmp_path):
    """Trap 5: a survey that was sent and never answered is not a 0."""
    asked = conversation(
        [part(1, "comment", FIN, "Done.")], conversation_rating={"rating": None, "created_at": 1788283000}
    )
    landed = mapped("intercom", write(tmp_path, c=asked), ai=["from_ai_agent"])
    assert "satisfaction" not in landed.rows
    assert any("1 surveys were offered" in told for told in landed.warnings)


def test_a_list_of_conversations_holds_only_last_messages(tmp_path):
    """Trap 6: each row of Chatwoot's list carries the newest message alone."""
    rows = [
        {
            "id": n,
            "status": "open",
            "inbox_id": 1,
            "created_at": 1775001600,
            "messages": [{**chat(n, 1, "Hi", CAPTAIN), "conversation_id": n}],
        }
        for n in (3, 4)
    ]
    landed = mapped("chatwoot", write(tmp_path, c=rows), ai=["captain_assistant"])
    assert any("2 conversations hold only their last message" in told for told in landed.warnings)


def test_a_second_handoff_that_chatwoot_does_not_report_is_one_escalation(tmp_path):
    """Trap 6: reporting_events hold one hand-off a conversation, and a person's note is not his answer."""
    rows = [
        chat(1, 0, "Hello", CONTACT),
        chat(2, 1, "Hi", CAPTAIN, 5),
        chat(3, 1, "look into this", AGENT, 6, private=True),
        chat(4, 1, "I am Ada", AGENT, 9),
    ]
    landed = mapped("chatwoot", write(tmp_path, m=rows), ai=["captain_assistant"])
    assert [e["occurred_at"][17:19] for e in events(landed, "3", "escalated")] == ["09"]
    assert any("no reporting events" in told for told in landed.warnings)


def test_durations_that_leave_out_closed_hours_are_not_read(tmp_path):
    """Trap 9: Intercom's statistics subtract closed hours; times come from the turns alone."""
    parts = [part(1, "comment", FIN, "Done."), part(2, "comment", PERSON, "Yes."), part(3, "close", PERSON)]
    plain = mapped("intercom", write(tmp_path / "a", c=conversation(parts)), ai=["from_ai_agent"])
    told = {"time_to_first_close": 5, "median_time_to_reply": 3, "last_close_at": 1788999999, "time_to_admin_reply": 1}
    with_them = mapped("intercom", write(tmp_path / "b", c=conversation(parts, statistics=told)), ai=["from_ai_agent"])
    assert plain.rows == with_them.rows


@pytest.mark.parametrize("source", ["zendesk", "freshdesk", "chatwoot"])
def test_a_page_that_is_exactly_full_is_said(tmp_path, source):
    """Trap 10: a page of 100 or 20 that does not say that it is the last is taken as cut."""
    turn = {"id": 1, "ticket_id": 1, "incoming": True, "private": False, "user_id": 7, "body_text": "Hi"}
    pages = {
        "zendesk": {"tickets": [{**TICKET, "id": n, "via": {}, "from_messaging_channel": False} for n in range(100)]},
        "freshdesk": [{**turn, "id": n, "created_at": "2026-01-05T09:00:00Z"} for n in range(100)],
        "chatwoot": [chat(n, n % 2, "Hi", CAPTAIN if n % 2 else CONTACT, n) for n in range(20)],
    }
    landed = mapped(source, write(tmp_path / "full", page=pages[source]), accept=["no_ai", "candidates"])
    assert any("the API's page" in told for told in landed.warnings)
    rest = {"tickets": pages["zendesk"]["tickets"][:99]} if source == "zendesk" else pages[source][:-1]
    landed = mapped(source, write(tmp_path / "less", page=rest), accept=["no_ai", "candidates"])
    assert not any("the API's page" in told for told in landed.warnings)


def test_a_page_that_says_that_it_is_the_last_is_not_cut(tmp_path):
    rows = [chat(n, n % 2, "Hi", CAPTAIN if n % 2 else CONTACT, n) for n in range(20)]
    landed = mapped(
        "chatwoot", write(tmp_path, page={"meta": {"has_more": False}, "payload": rows}), ai=["captain_assistant"]
    )
    assert not any("the API's page" in told for told in landed.warnings)


def test_a_conversation_that_mirrors_another_help_desks_ticket_stops_the_landing(tmp_path):
    """Trap 11: Fin on another help desk; the case would count in both."""
    mirror = conversation([part(1, "comment", FIN, "Done.")], external_references=[{"type": "zendesk", "id": "7"}])
    landed = mapped("intercom", write(tmp_path, c=mirror), ai=["from_ai_agent"])
    assert [stop.key for stop in landed.stops] == ["mirrored"]
    landed = mapped("intercom", tmp_path, ai=["from_ai_agent"], accept=["mirrored"])
    assert any("count" in told for told in landed.warnings)


def test_the_ais_words_under_a_customers_name_are_said(tmp_path):
    """Trap 11: an escalation pastes what the AI wrote into a comment of the customer."""
    parts = [part(1, "comment", FIN, WORDS), part(2, "comment", USER, WORDS), part(3, "comment", USER, "Thanks")]
    landed = mapped("intercom", write(tmp_path, c=conversation(parts)), ai=["from_ai_agent"])
    assert any("1 messages of customers are word for word the AI's (70)" in told for told in landed.warnings)


def test_two_sources_with_one_id_land_nothing_until_a_prefix_keeps_them_apart(tmp_path, monkeypatch, capsys):
    """Trap 11, through the command: the first help desk lies in the landing already."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from agent_scorecard.cli import main
    from agent_scorecard.landing.sources import landing_sources

    monkeypatch.setattr(landing_sources, "write_authors", lambda *given: None)
    write(tmp_path / "export", c=conversation([part(1, "comment", FIN, "Done.")]))
    landing = tmp_path / "landing"
    (landing / "tickets").mkdir(parents=True)
    pq.write_table(pa.table({"ticket_id": ["70"], "source_system": ["zendesk"]}), landing / "tickets" / "first.parquet")
    command = ["land", "intercom", str(tmp_path / "export"), "--landing-path", str(landing), "--ai", "from_ai_agent"]
    assert main(command) == 2
    assert "1 ticket ids are also in another source" in capsys.readouterr().out
    assert not (landing / "messages").exists()
    assert main([*command, "--prefix", "intercom:"]) == 0
    told = pq.ParquetDataset(landing / "messages").read(["ticket_id"]).column("ticket_id").unique().to_pylist()
    assert told == ["intercom:70"]
