"""HubSpot: conversation threads with their messages (API JSON), or Fivetran's tables of them.

The thread is the ticket. The prefix of an actor says what it is: A- a person's seat, V- and E- the customer, S- the
system, B- a chatflow bot, L- the AI agent. Messages come newest first.
"""

from __future__ import annotations

from pathlib import Path

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, is_true, time_text
from agent_scorecard.landing.sources.mapping import Landed
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape

NAME = "hubspot"
CANDIDATES = {"L-": "HubSpot's AI agent", "B-": "a chatflow bot"}
LOADER_TABLES = {
    "conversation_thread": ("id", "created_at", "status"),
    "conversation_message_history": ("id", "thread_id", "created_at", "created_by", "type"),
    **dict.fromkeys(
        (
            "conversation_message_sender",
            "conversation_actor",
            "ticket",
            "ticket_pipeline_stage",
            "ticket_property_history",
        ),
        (),
    ),
}
BASES = {
    "A-": "human",
    "V-": "customer",
    "E-": "customer",
    "I-": "system",
    "S-": "system",
    "B-": "system",
    "L-": "system",
}


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if isinstance(document.get("thread"), dict):
        yield "thread", document["thread"]
        yield from (("message", element) for element in (document.get("messages") or {}).get("results") or ())
    elif isinstance(document.get("results"), list):
        for element in document["results"]:
            yield from kinds(element, None, bare)
    elif "conversationsThreadId" in document:
        yield "message", document
    elif {"createdAt", "inboxId"} <= set(document):
        yield "thread", document
    else:
        raise UnknownShape(
            f"this is no export of HubSpot: expected threads or their messages; found {', '.join(sorted(document)[:12])}"
        )


def _as_api(record: Record) -> Record:
    """Fivetran's names as the API's; the active version of a message."""
    row = record.data
    if record.kind == "conversation_thread":
        data = {
            "id": row["id"],
            "createdAt": row["created_at"],
            "closedAt": row.get("closed_at"),
            "status": row["status"],
            "spam": is_true(row.get("spam")),
            "associatedContactId": row.get("associated_contact_id"),
        }
        return Record("thread", data, record.file, record.number, record.parent)
    if record.kind == "conversation_message_history":
        names = {
            "id": "id",
            "thread_id": "conversationsThreadId",
            "created_at": "createdAt",
            "created_by": "createdBy",
            "type": "type",
            "text": "text",
            "rich_text": "richText",
            "new_status": "newStatus",
            "assigned_to": "assignedTo",
            "truncation_status": "truncationStatus",
        }
        data = {new: row.get(old) for old, new in names.items()}
        kind = "message" if is_true(row.get("_fivetran_active")) is not False else "old_version"
        return Record(kind, data, record.file, record.number, record.parent)
    return record


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    records = [_as_api(record) for record in export.records]
    state: dict[str | None, dict] = {}
    for record in sorted((r for r in records if r.kind == "message"), key=lambda r: str(r.data.get("createdAt"))):
        try:
            _message(
                landed,
                record.data,
                state.setdefault(id_text(record.data.get("conversationsThreadId")), {"status": None}),
            )
        except Refused as refused:
            landed.reject(record, "bad_value", str(refused))
    for record in records:
        if record.kind == "thread":
            try:
                _thread(landed, record.data, state.get(id_text(record.data.get("id")), {}))
            except Refused as refused:
                landed.reject(record, "bad_value", str(refused))
    without = [r for r in records if r.kind == "thread" and id_text(r.data.get("id")) not in state]
    if without:
        landed.warnings.append(
            f"{len(without)} threads have no message rows: export GET /conversations/v3/conversations/threads/ID/messages"
        )
    if landed.notes["messages that were cut by HubSpot (truncationStatus)"]:
        landed.warnings.append("some messages were cut by HubSpot; their originals must be fetched one by one")


def _message(landed: Landed, data: dict, state: dict) -> None:
    ticket_id, at, kind = id_text(data.get("conversationsThreadId")), time_text(data.get("createdAt")), data.get("type")
    if at is None or ticket_id is None:
        raise Refused("a message has no createdAt or no thread")
    actor = str(data.get("createdBy") or "")
    base = BASES.get(actor[:2], "system")
    if kind in ("MESSAGE", "WELCOME_MESSAGE", "COMMENT"):
        landed.notes["messages that were cut by HubSpot (truncationStatus)"] += str(
            data.get("truncationStatus")
        ).startswith("TRUNCATED")
        base = "system" if kind == "WELCOME_MESSAGE" else base
        said = landed.message(
            base=base,
            keys=[actor, actor[:2]],
            kind=actor[:2] or "?",
            ticket_id=ticket_id,
            message_id=id_text(data["id"]),
            sent_at=at,
            author_id=actor,
            body=data.get("text") or plain_text(data.get("richText")),
            is_public=kind == "MESSAGE" and (base != "system" or actor[:2] in ("L-", "B-")),
        )
        if said == "ai" and kind == "MESSAGE":
            state["spoke"] = True
        if said == "human" and kind == "MESSAGE" and state.get("spoke") and not state.get("escalated"):
            state["escalated"] = True
            _event(landed, ticket_id, at, "escalated", "escalated", None, actor, "ai", None)
        if said == "customer":
            state.setdefault("customer", actor[2:])
    elif kind == "ASSIGNMENT":
        now = data.get("assignedTo")
        _event(landed, ticket_id, at, "assigned", id_text(data["id"]), None, now, base, actor)
        if now and str(now).startswith("A-") and state.get("spoke") and not state.get("escalated"):
            state["escalated"] = True
            _event(landed, ticket_id, at, "escalated", "escalated", None, now, "ai", None)
    elif kind == "THREAD_STATUS_CHANGE":
        _status(landed, ticket_id, at, data, state, base, actor)


def _status(landed: Landed, ticket_id: str, at: str, data: dict, state: dict, base: str, actor: str) -> None:
    before, now = state["status"], {"OPEN": "open", "CLOSED": "solved"}.get(str(data.get("newStatus")))
    state["status"] = now
    if now == "solved":
        state["solved"] = at
    if before == "solved" and now == "open":
        _event(landed, ticket_id, at, "reopened", id_text(data["id"]), before, now, base, actor)
    elif now == "solved" and before != "solved":
        _event(landed, ticket_id, at, "status_changed", id_text(data["id"]), "open", now, base, actor)


def _event(landed, ticket_id, at, event_type, suffix, was, now, actor_type, actor) -> None:
    landed.event(f"{ticket_id}:{suffix}", ticket_id, at, event_type, was, now, actor_type, actor)


def _thread(landed: Landed, data: dict, state: dict) -> None:
    closed = time_text(data.get("closedAt"))
    created = time_text(data.get("createdAt"))
    if closed and created and closed < created:
        raise Refused(f"the thread was closed ({closed}) before it was made ({created})")
    is_closed = data.get("status") == "CLOSED"
    customer = id_text(data.get("associatedContactId")) or state.get("customer")
    status = "spam" if data.get("spam") else "solved" if is_closed else "open"
    landed.add(
        "tickets",
        ticket_id=id_text(data.get("id")),
        created_at=created,
        status=status,
        solved_at=(state.get("solved") or closed) if is_closed else None,
        customer_id=customer,
        channel="chat",
    )
    if is_closed and closed and not state.get("solved"):
        _event(landed, id_text(data["id"]), closed, "status_changed", "closed", "open", "solved", None, None)
    if customer and not any(row["customer_id"] == customer for row in landed.rows.get("customers", ())):
        landed.add("customers", customer_id=customer)
