"""A simulated history as Chatwoot exports it."""

from __future__ import annotations

from collections.abc import Mapping

from agent_scorecard.simulation.export_kit import Rows, epoch, tags_of

CHATWOOT_STATUS = {
    "open": "open",
    "new": "open",
    "pending": "pending",
    "on_hold": "snoozed",
    "solved": "resolved",
    "closed": "resolved",
}


def chatwoot(rows: Rows) -> dict[str, list]:
    """Conversations, messages, reporting events and CSAT responses; the AI is an agent bot."""
    authors = {"customer": "contact", "ai": "agent_bot", "human": "user"}
    conversations = [
        {
            "id": row["ticket_id"],
            "inbox_id": 1,
            "status": CHATWOOT_STATUS.get(row["status"], "open"),
            "created_at": epoch(row["created_at"]),
            "updated_at": epoch(row["updated_at"]),
            "priority": row["priority"],
            "labels": tags_of(row),
            "meta": {"sender": {"id": row["customer_id"]}, "channel": f"Channel::{row['channel']}"},
        }
        for row in rows["tickets"]
    ]
    messages = [
        {
            "id": _number(row["message_id"]),
            "conversation_id": row["ticket_id"],
            "message_type": 0 if row["author_type"] == "customer" else 1,
            "content": row["body"],
            "private": not row["is_public"],
            "created_at": epoch(row["sent_at"]),
            "sender": {"id": row["author_id"], "type": authors[row["author_type"]], "name": row["author_id"]},
        }
        for row in rows["messages"]
        if row["author_type"] in authors
    ]
    events = []
    for row in rows.get("ticket_events", ()):
        for name in _reported(row):
            events.append(
                {
                    "name": name,
                    "value": 1,
                    "value_in_business_hours": 1,
                    "conversation_id": row["ticket_id"],
                    "user_id": row["actor_id"] if row["actor_type"] == "human" else None,
                    "event_start_time": epoch(row["occurred_at"]),
                    "event_end_time": epoch(row["occurred_at"]),
                }
            )
    answers = [
        {
            "conversation_id": row["ticket_id"],
            "rating": float(row["score"]),
            "feedback_message": row["comment"],
            "created_at": epoch(row["responded_at"]),
        }
        for row in rows.get("satisfaction", ())
        if row["kind"] == "csat"
    ]
    return {
        "conversations": conversations,
        "messages": messages,
        "reporting_events": events,
        "csat_survey_responses": answers,
    }


def _reported(row: Mapping) -> tuple[str, ...]:
    """What Chatwoot reports of an event; a resolution by the bot is reported twice, as Chatwoot does."""
    if row["event_type"] == "status_changed" and row["to_value"] == "solved":
        return ("conversation_resolved", *(("conversation_bot_resolved",) if row["actor_type"] == "ai" else ()))
    if row["event_type"] == "status_changed" and (row["from_value"], row["to_value"]) == ("solved", "open"):
        return ("conversation_opened",)
    return ("conversation_bot_handoff",) if row["event_type"] == "escalated" else ()


def _number(identity: str) -> int:
    """M12 → 12: the source numbers its messages."""
    return int("".join(sign for sign in identity if sign.isdigit()))
