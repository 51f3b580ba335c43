"""A simulated history as Intercom's conversations by id: an opener, parts of every type, two surveys, contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from agent_scorecard.simulation.export_kit import epoch, tags_of

STATES = {
    "new": "open",
    "open": "open",
    "pending": "snoozed",
    "on_hold": "snoozed",
    "solved": "closed",
    "closed": "closed",
}
STARTED = {"human": "admin_initiated", "automation": "automated", "ai": "automated"}
OPERATOR = {"type": "bot", "id": "operator", "name": "Operator"}


def intercom(rows: Mapping[str, Sequence[Mapping]]) -> dict[str, list]:
    """Conversations with their parts, and contacts. A deleted conversation is its stub, as the API gives it."""
    messages, events, ratings = (
        _by_ticket(rows.get(table, ())) for table in ("messages", "ticket_events", "satisfaction")
    )
    conversations = [
        _stub(row)
        if row["status"] == "deleted"
        else _conversation(row, messages[row["ticket_id"]], events[row["ticket_id"]], ratings[row["ticket_id"]])
        for row in rows["tickets"]
    ]
    contacts = [
        {"type": "contact", "id": row["customer_id"], "name": row.get("name")} for row in rows.get("customers", ())
    ]
    return {"conversations": conversations, "contacts": contacts}


def _by_ticket(rows: Sequence[Mapping]) -> dict[str, list[Mapping]]:
    found: dict[str, list[Mapping]] = defaultdict(list)
    for row in rows:
        found[row["ticket_id"]].append(row)
    return found


def _stub(row: Mapping) -> dict:
    changed = epoch(row["updated_at"] or row["created_at"])
    return {"id": row["ticket_id"], "object": "conversation", "deleted": True, "updated_at": changed}


def _conversation(row: Mapping, messages: list, events: list, ratings: list) -> dict:
    # Intercom has a contact for every conversation
    customer = row["customer_id"] or f"visitor of {row['ticket_id']}"
    said = sorted(
        (m for m in messages if m["author_type"] != "system"), key=lambda m: (m["sent_at"], len(m["message_id"]))
    )
    is_opened = bool(said) and said[0]["author_type"] == "customer" and said[0]["sent_at"] == row["created_at"]
    opener, rest = (said[0], said[1:]) if is_opened else (None, said)
    parts = [*[_said(m, customer) for m in rest], *[part for e in events for part in _happened(e, customer)]]
    parts.sort(key=lambda part: part["created_at"])
    took_part = any(m["author_type"] == "ai" for m in said)
    source = {
        "type": "fin_preview" if row["is_test"] else row["channel"],
        "id": (opener or {}).get("message_id") or f"opener of {row['ticket_id']}",
        "delivered_as": STARTED.get(row["initiated_by"] or "", "customer_initiated"),
        "subject": row["subject"],
        "body": opener["body"] if opener else None,
        "author": _author("customer", customer, customer),
    }
    teammate, fin = _ratings(said, ratings)
    state = "escalated" if any(e["event_type"] == "escalated" for e in events) else None
    return {
        "type": "conversation",
        "id": row["ticket_id"],
        "created_at": epoch(row["created_at"]),
        "updated_at": epoch(row["updated_at"]),
        "state": STATES.get(row["status"], "open"),
        "priority": row["priority"],
        "source": source,
        "contacts": {"contacts": [{"type": "contact", "id": customer}]},
        "company": {"id": row["account_id"]} if row["account_id"] else None,
        "tags": {"tags": [{"name": tag} for tag in tags_of(row)]},
        "statistics": {"last_close_at": epoch(row["solved_at"])},
        "ai_agent_participated": took_part,
        "ai_agent": {"resolution_state": state, **fin} if took_part else None,
        "conversation_rating": teammate,
        "conversation_parts": {"total_count": len(parts), "conversation_parts": parts},
    }


def _author(author_type: str | None, author_id: str | None, customer: str) -> dict:
    if author_type == "ai":
        return {"type": "bot", "id": author_id, "name": "Fin", "from_ai_agent": True}
    if author_type == "human":
        return {"type": "admin", "id": author_id, "name": author_id}
    if author_type == "customer":
        return {"type": "user", "id": customer}
    return OPERATOR


def _said(message: Mapping, customer: str) -> dict:
    return {
        "id": message["message_id"],
        "part_type": "comment" if message["is_public"] else "note",
        "body": message["body"],
        "created_at": epoch(message["sent_at"]),
        "author": _author(message["author_type"], message["author_id"], customer),
    }


def _happened(event: Mapping, customer: str) -> list[dict]:
    """A part for what Intercom writes as one: closing, opening again, assigning. An escalation is an assignment."""
    common = {
        "id": event["event_id"],
        "created_at": epoch(event["occurred_at"]),
        "author": _author(event["actor_type"], event["actor_id"], customer),
        "body": None,
    }
    kind, now = event["event_type"], event["to_value"]
    if kind in ("assigned", "escalated") and now:
        return [{**common, "part_type": "assignment", "assigned_to": {"type": "admin", "id": now}}]
    if kind == "status_changed" and now == "solved":
        return [{**common, "part_type": "close"}]
    if kind == "reopened" or (
        kind == "status_changed" and event["from_value"] in ("solved", "closed") and now == "open"
    ):
        return [{**common, "part_type": "open"}]
    if kind == "status_changed" and now in ("pending", "on_hold"):
        return [{**common, "part_type": "snoozed"}]
    return []


def _ratings(said: list, ratings: list) -> tuple[dict | None, dict]:
    """(the teammate's survey, Fin's): an answer after a person wrote rates the person. One of each is kept, the last."""
    people = [m["sent_at"] for m in said if m["author_type"] == "human" and m["is_public"]]
    teammate, fin = None, {}
    for row in sorted((r for r in ratings if r["kind"] == "csat"), key=lambda r: r["responded_at"]):
        at, rating = epoch(row["responded_at"]), int(row["score"])
        if people and people[0] <= row["responded_at"]:
            teammate = {"rating": rating, "remark": row["comment"], "created_at": at, "updated_at": at}
        else:
            fin = {"rating": rating, "rating_remark": row["comment"], "updated_at": at}
    return teammate, fin
