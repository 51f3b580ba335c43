"""Zendesk, Intercom and Chatwoot: the known answers of real payloads, and the rule behind each trap."""

from __future__ import annotations

import csv

import pytest
from source_kit import counts, events, keys, mapped, reference, write

TICKET = {
    "id": 7,
    "created_at": "2026-01-05T09:00:00Z",
    "updated_at": "2026-01-06T09:00:00Z",
    "status": "closed",
    "requester_id": 500,
    "submitter_id": 500,
    "via": {"channel": "native_messaging"},
    "subject": "Refund",
    "satisfaction_rating": {"score": "offered"},
    "tags": ["cat_billing"],
    "from_messaging_channel": True,
}
USERS = {"users": [{"id": 500, "role": "end-user"}, {"id": 9, "role": "agent", "name": "Ada"}]}


def turn(number: int, kind: str, text: str, source: str = "zd:agentWorkspace", minute: int = 0, user: int = -1) -> dict:
    return {
        "id": f"L{number}",
        "type": "Messaging::ConversationMessage",
        "received_at": f"2026-01-05T09:{minute:02}:00Z",
        "author": {"type": kind, "zen:support:user_id": user},
        "content": {"text": text},
        "source": {"type": source},
    }


def change(field: str, before, after, minute: int, actor: int = 9) -> dict:
    return {
        "id": minute,
        "ticket_id": 7,
        "created_at": f"2026-01-05T09:{minute:02}:30Z",
        "author_id": actor,
        "events": [{"type": "Change", "field_name": field, "previous_value": before, "value": after}],
    }


def messaging(folder):
    log = [
        turn(1, "user", "Where is my refund?", user=500),
        turn(2, "bot", "On its way.", "zd:answerBot", 1),
        turn(3, "agent", "I have sent it.", minute=5, user=9),
    ]
    audits = [
        change("assignee_id", None, "9", 4),
        change("status", "open", "solved", 6),
        change("status", "solved", "open", 8),
        change("status", "open", "solved", 9),
        change("status", "solved", "closed", 12),
    ]
    return write(
        folder,
        tickets={"tickets": [TICKET], "end_of_stream": True},
        users=USERS,
        conversation_log__7={"events": log},
        audits__7={"audits": audits},
    )


def test_a_messaging_ticket_without_its_log_stops_the_landing(tmp_path):
    """Trap 1: the comments hold no AI turn."""
    comment = {
        "id": 1,
        "author_id": 500,
        "public": False,
        "plain_body": "Conversation with Example URL: …",
        "created_at": "2026-01-05T09:00:00Z",
    }
    landed = mapped(
        "zendesk",
        write(tmp_path, tickets={"tickets": [TICKET]}, comments__7={"comments": [comment]}),
        ai=["zd:answerBot"],
    )
    assert "conversation_log" in keys(landed)
    assert "AI turns of 1 messaging tickets are missing" in str(landed.stops[0])


def test_a_messaging_ticket_tells_who_spoke_and_what_became_of_it(tmp_path):
    landed = mapped("zendesk", messaging(tmp_path), ai=["zd:answerBot"], fields={"category": "tags:cat_"})
    assert not landed.stops
    assert counts(landed, "7") == {"customer": 1, "ai": 1, "human": 1}
    (ticket,) = landed.rows["tickets"]
    assert (ticket["category"], ticket["status"], ticket["solved_at"]) == (
        "billing",
        "closed",
        "2026-01-05T09:09:30+00:00",
    )
    assert [e["occurred_at"][11:16] for e in events(landed, "7", "escalated")] == ["09:04"]
    assert len(events(landed, "7", "reopened")) == 1
    assert [e["to_value"] for e in events(landed, "7", "status_changed")] == ["solved", "solved", "closed"]


def test_an_offered_survey_is_no_answer(tmp_path):
    """Trap 5: `offered` is not a score, good is 1 of 1."""
    landed = mapped("zendesk", messaging(tmp_path), ai=["zd:answerBot"])
    assert "satisfaction" not in landed.rows
    assert any("1 surveys were offered" in told for told in landed.warnings)
    write(
        tmp_path,
        ratings={"satisfaction_ratings": [{"ticket_id": 7, "score": "good", "updated_at": "2026-01-07T08:00:00Z"}]},
    )
    landed = mapped("zendesk", tmp_path, ai=["zd:answerBot"])
    (answer,) = landed.rows["satisfaction"]
    assert (answer["score"], answer["scale_max"], answer["responded_at"][:10]) == ("1", "1", "2026-01-07")


def test_a_merge_lands_on_the_loser_and_a_follow_up_reopens_the_first(tmp_path):
    """Trap 8: the survivor names the losers; a reply to a closed ticket makes a new one."""
    folder = messaging(tmp_path)
    loser = {**TICKET, "id": 8, "via": {"channel": "email"}, "from_messaging_channel": False}
    follow_up = {
        **loser,
        "id": 9,
        "created_at": "2026-01-09T09:00:00Z",
        "via": {"channel": "email", "source": {"rel": "follow_up", "from": {"ticket_id": 7}}},
    }
    told = {
        "id": 88,
        "author_id": 9,
        "public": False,
        "created_at": "2026-01-05T10:00:00Z",
        "plain_body": 'Request #8 "Refund" was closed and merged into this request.',
    }
    write(folder, more={"tickets": [loser, follow_up]}, comments__7={"comments": [told]})
    landed = mapped("zendesk", folder, ai=["zd:answerBot"])
    assert {t["ticket_id"]: t.get("merged_into_ticket_id") for t in landed.rows["tickets"]} == {
        "7": None,
        "8": "7",
        "9": None,
    }
    assert [e["to_value"] for e in events(landed, "8", "merged")] == ["7"]
    assert "2026-01-09T09:00:00+00:00" in [e["occurred_at"] for e in events(landed, "7", "reopened")]


def test_a_page_without_its_next_one_is_said(tmp_path):
    """Trap 10: truncated exports."""
    folder = write(messaging(tmp_path), comments__8={"comments": [], "meta": {"has_more": True, "after_cursor": "x"}})
    assert any("has_more is true" in told for told in mapped("zendesk", folder, ai=["zd:answerBot"]).warnings)


def test_a_renamed_column_is_named_before_anything_lands(tmp_path):
    renamed = [{("state" if k == "status" else k): v for k, v in {**TICKET, "id": i}.items()} for i in (1, 2)]
    folder = write(tmp_path, tickets={"tickets": renamed})
    with pytest.raises(ValueError, match="no ticket has status"):
        mapped("zendesk", folder, ai=["zd:answerBot"])


def test_history_versions_and_epochs(tmp_path):
    """Traps 9 and 10: seconds read as milliseconds are refused; the active version of a row stands."""
    import pytest

    from agent_scorecard.landing.sources.ids_and_times import Refused, time_text

    with pytest.raises(Refused, match="1970"):
        time_text(1788282000, "ms")
    with pytest.raises(Refused):
        time_text(1788282000000, "s")
    rows = [
        [
            "id",
            "created_at",
            "updated_at",
            "state",
            "source_type",
            "source_id",
            "source_author_type",
            "source_author_id",
            "source_body",
            "source_delivered_as",
            "_fivetran_active",
        ],
        [
            "5",
            "2026-01-05 09:00:00",
            "2026-01-05 09:10:00",
            "open",
            "conversation",
            "1",
            "user",
            "u",
            "Hi",
            "customer_initiated",
            "false",
        ],
        [
            "5",
            "2026-01-05 09:00:00",
            "2026-01-06 09:10:00",
            "closed",
            "conversation",
            "1",
            "user",
            "u",
            "Hi",
            "customer_initiated",
            "true",
        ],
    ]
    with (tmp_path / "conversation_history.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    landed = mapped("intercom", tmp_path, accept=["no_ai"])
    assert [t["status"] for t in landed.rows["tickets"]] == ["solved"]


def conversation(parts: list[dict], **more) -> dict:
    return {
        "type": "conversation",
        "id": "70",
        "created_at": 1788282000,
        "updated_at": 1788282900,
        "state": "closed",
        "source": {
            "id": "s",
            "delivered_as": "customer_initiated",
            "body": "<p>Charged twice</p>",
            "author": {"type": "user", "id": "u1"},
        },
        "contacts": {"contacts": [{"id": "u1"}]},
        "ai_agent_participated": True,
        "ai_agent": {"resolution_state": None},
        "conversation_parts": {"total_count": len(parts), "conversation_parts": parts},
        **more,
    }


def part(number: int, kind: str, author: dict, body: str | None = None, **more) -> dict:
    return {
        "id": str(number),
        "part_type": kind,
        "created_at": 1788282000 + 60 * number,
        "author": author,
        "body": body,
        **more,
    }


FIN = {"type": "bot", "id": "278", "name": "Fin", "from_ai_agent": True}
PERSON = {"type": "admin", "id": "274", "name": "Jo"}
USER = {"type": "user", "id": "u1"}


def test_the_name_fin_and_the_type_bot_are_not_the_ai(tmp_path):
    """Trap 2: canned lines are by the same bot."""
    canned = {"type": "bot", "id": "278", "name": "Fin"}
    operator = {"type": "admin", "id": "1", "name": "Operator", "email": "operator+x@intercom.io"}
    parts = [
        part(1, "comment", canned, "We reply soon."),
        part(2, "comment", FIN, "Refunded."),
        part(3, "comment", operator, "Rate us!"),
    ]
    landed = mapped("intercom", write(tmp_path, c=conversation(parts)), ai=["from_ai_agent"])
    assert counts(landed, "70") == {"customer": 1, "ai": 1, "system": 2}


def test_an_escalation_into_another_conversation_is_said(tmp_path):
    """Trap 3: Fin closes the first conversation and opens a second."""
    write(
        tmp_path,
        c=conversation([part(1, "comment", FIN, "Let me pass this on.")]),
        e={"intercom_conversation_id": "71", "status": "escalated"},
    )
    landed = mapped("intercom", tmp_path, ai=["from_ai_agent"], not_ai=["fin"])
    assert any("1 unlinked escalations" in told for told in landed.warnings)


def test_words_stand_in_the_opener_and_in_parts_of_any_type(tmp_path):
    """Trap 4: the opener is not among the parts; a close and an open carry words; 500 parts are a limit."""
    parts = [
        part(1, "comment", FIN, "Done."),
        part(2, "close", PERSON, "Goodbye :)"),
        part(3, "open", USER, "It is back"),
        part(4, "note", PERSON, "VIP"),
    ]
    landed = mapped("intercom", write(tmp_path, c=conversation(parts)), ai=["from_ai_agent"])
    assert counts(landed, "70") == {"customer": 2, "ai": 1, "human": 1}
    assert [e["occurred_at"] for e in events(landed, "70", "escalated")] == ["2026-09-01T17:02:00+00:00"]
    assert len(events(landed, "70", "reopened")) == 1
    cut = conversation(parts, statistics={"count_conversation_parts": 612})
    landed = mapped("intercom", write(tmp_path, c=cut), ai=["from_ai_agent"])
    assert any("4 of 612" in told for told in landed.warnings)


def test_two_ratings_of_one_conversation_are_two_answers(tmp_path):
    """Trap 5: Fin's rating and the teammate's are different surveys; one that was asked for at first is no answer time."""
    rated = conversation(
        [part(1, "comment", FIN, "Done.")],
        conversation_rating={"rating": 2, "created_at": 1788283000, "updated_at": 1788289000},
    )
    rated["ai_agent"] = {"rating": 5, "updated_at": 1788282500}
    landed = mapped("intercom", write(tmp_path, c=rated), ai=["from_ai_agent"])
    assert [(a["score"], a["responded_at"][11:16]) for a in landed.rows["satisfaction"]] == [
        ("5", "17:08"),
        ("2", "18:56"),
    ]


def test_who_is_the_ai_is_never_guessed(tmp_path):
    folder = write(tmp_path, c=conversation([part(1, "comment", FIN, "Done.")]))
    assert keys(mapped("intercom", folder)) == {"candidates", "no_ai"}
    assert keys(mapped("intercom", folder, not_ai=["from_ai_agent"])) == {"no_ai"}
    assert keys(mapped("intercom", folder, ai=["from_ai_agent"])) == set()
    assert "ai_is_customer" in keys(mapped("intercom", folder, ai=["from_ai_agent", "user"]))
    assert keys(mapped("intercom", folder, ai=["nobody"], not_ai=["from_ai_agent"])) == {"no_ai"}


def chat(number: int, kind: int, text: str | None, sender: dict | None = None, at: int = 0, **more) -> dict:
    return {
        "id": number,
        "content": text,
        "conversation_id": 3,
        "inbox_id": 1,
        "message_type": kind,
        "private": False,
        "created_at": 1775001600 + at,
        "sender": sender,
        **more,
    }


CONTACT, CAPTAIN, AGENT = (
    {"type": kind, "id": n} for kind, n in (("contact", 1), ("captain_assistant", 2), ("user", 3))
)


def test_chatwoots_zero_is_no_time_and_the_api_id_is_the_display_id(tmp_path):
    """Trap 6: 0 as 1970, display_id joined to id, old Captain without a sender, the list's last message."""
    rows = [
        chat(1, 0, "Hello", CONTACT),
        chat(2, 1, "Hi", CAPTAIN, 5),
        chat(3, 1, "old answer", None, 6),
        chat(4, 2, "was resolved", at=7),
    ]
    head = {
        "id": 3,
        "status": "pending",
        "inbox_id": 1,
        "created_at": 1775001600,
        "updated_at": 0,
        "meta": {"sender": {"id": 1}},
        "messages": [rows[0]],
    }
    landed = mapped("chatwoot", write(tmp_path, m=rows, c=head), ai=["captain_assistant"])
    (ticket,) = landed.rows["tickets"]
    assert (ticket["updated_at"], ticket["status"], ticket["customer_id"]) == (None, "open", "1")
    assert any("1 of 2 outgoing messages have no sender" in told for told in landed.warnings)
    for name, table in {
        "conversations": [["id", "display_id", "created_at", "status"], ["900", "12", "2026-01-05 09:00:00", "1"]],
        "messages": [
            ["id", "conversation_id", "created_at", "message_type", "content", "sender_type", "sender_id", "private"],
            ["1", "900", "2026-01-05 09:00:00", "0", "Hello", "Contact", "5", "f"],
            ["2", "900", "2026-01-05 09:01:00", "1", "Hi", "Captain::Assistant", "2", "f"],
        ],
    }.items():
        (tmp_path / "db").mkdir(exist_ok=True)
        with (tmp_path / "db" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(table)
    landed = mapped("chatwoot", tmp_path / "db", ai=["captain_assistant"])
    assert counts(landed, "12") == {"customer": 1, "ai": 1}


def test_chatwoots_events_reopen_only_after_a_resolution(tmp_path):
    rows = [chat(1, 0, "Hello", CONTACT), chat(2, 1, "Hi", CAPTAIN, 5)]
    told = [
        {
            "name": "conversation_opened",
            "value": 0,
            "event_start_time": 0,
            "event_end_time": 1775001600,
            "conversation_id": 3,
        },
        {
            "name": "conversation_bot_handoff",
            "value": 5,
            "event_start_time": 0,
            "event_end_time": 1775001700,
            "conversation_id": 3,
        },
        {
            "name": "conversation_opened",
            "value": 50,
            "event_start_time": 0,
            "event_end_time": 1775001900,
            "conversation_id": 3,
        },
    ]
    landed = mapped("chatwoot", write(tmp_path, m=rows, r=told), ai=["captain_assistant"])
    assert len(events(landed, "3", "reopened")) == len(events(landed, "3", "escalated")) == 1


def test_two_help_desks_with_one_id_stay_apart(tmp_path):
    """Trap 11: a prefix keeps two sources apart, in every id."""
    landed = mapped(
        "intercom",
        write(tmp_path, c=conversation([part(1, "comment", FIN, "Done.")])),
        ai=["from_ai_agent"],
        prefix="intercom:",
    )
    assert landed.rows["tickets"][0]["ticket_id"] == "intercom:70"
    assert {m["ticket_id"] for m in landed.rows["messages"]} == {"intercom:70"}
    assert {a["agent_id"] for a in landed.rows["agents"]} == {"intercom:278"}


def test_the_known_answers_of_intercoms_payloads():
    landed = mapped("intercom", reference("sources", "intercom"), ai=["from_ai_agent"], not_ai=["fin"])
    known = {
        "215472586723018": (2, 3, 0, 0),
        "215472586723019": (3, 1, 2, 0),
        "215472586723020": (3, 4, 0, 0),
        "215472586723021": (2, 2, 0, 2),
        "215472586723022": (2, 1, 0, 0),
        "215472586723023": (3, 3, 0, 0),
    }
    for ticket, answer in known.items():
        found = counts(landed, ticket)
        assert tuple(found.get(k, 0) for k in ("customer", "ai", "human", "system")) == answer, ticket
    assert [e["occurred_at"][11:19] for e in events(landed, "215472586723019", "escalated")] == ["12:00:30"]
    assert any("4 of 612" in told for told in landed.warnings)


def test_the_known_answers_of_chatwoots_payloads():
    landed = mapped("chatwoot", reference("sources", "chatwoot"), ai=["captain_assistant", "agent_bot"])
    of = [m for m in landed.rows["messages"] if m["ticket_id"] == "42"]
    assert [m["message_id"] for m in of if m["author_type"] == "ai" and m["is_public"]] == ["7003", "7005", "7016"]
    assert [m["message_id"] for m in of if m["author_type"] == "ai" and not m["is_public"]] == ["7006"]
    assert [m["message_id"] for m in of if m["author_type"] == "human"] == ["7009", "7010"]
    assert [(a["score"], a["scale_max"]) for a in landed.rows["satisfaction"]] == [("4", "5")]
    assert list(landed.export.refused) == ["seed_data.yml"]


def test_every_ticket_and_comment_of_the_loaders_tables_is_accounted_for():
    landed = mapped("zendesk", reference("zendesk_seeds"), ai=["zd:answerBot"])
    assert len(landed.rows["tickets"]) == 10
    comments = [m for m in landed.rows["messages"] if m["message_id"].isdigit()]
    assert len(comments) == 20
    assert (
        sum(m["author_type"] == "ai" for m in landed.rows["messages"]) == 10 - 2
    )  # two chat events carry a form and no words
    assert {r.record.kind for r in landed.rejected} == {"log"}
    assert len(landed.rejected) == 2
    landed = mapped("intercom", reference("intercom_seeds"), accept=["no_ai"])
    assert len(landed.rows["tickets"]) == 2
    assert len(landed.rejected) == 9
