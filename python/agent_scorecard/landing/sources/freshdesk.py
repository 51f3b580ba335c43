"""Freshdesk: tickets of API version 2 with their conversations. Version 1 is refused by its names.

The description is the customer's first message and is not among the conversations of an e-mail, but is among those of
a chat. A bot's turn is category 5 without a user.
"""

from __future__ import annotations

from pathlib import Path

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape
from agent_scorecard.landing.sources.source_config import chosen

NAME = "freshdesk"
PAGE = 100
CANDIDATES = {"category:5": "a bot's turn: greetings and Freddy's lines"}
LOADER_TABLES: dict[str, tuple] = {}
STATUSES = {2: "open", 3: "pending", 4: "solved", 5: "closed", 6: "pending", 7: "on_hold"}
SOURCES = {1: "email", 2: "portal", 3: "phone", 7: "chat", 9: "widget", 10: "outbound_email", 15: "chat", 20: "chat"}
PRIORITIES = {1: "low", 2: "normal", 3: "high", 4: "urgent"}
CHATS = (7, 15, 20)


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if {"cc_email", "frDueBy"} & set(document):
        raise UnknownShape(
            "this is API version 1 (cc_email, frDueBy), whose times have other offsets and names; export version 2"
        )
    if isinstance(document.get("ticket"), dict):
        yield "ticket", document["ticket"]
        ticket = document["ticket"].get("id")
        yield from (("turn", {"ticket_id": ticket, **turn}) for turn in document.get("conversations") or ())
    elif {"requester_id", "status"} <= set(document):
        yield "ticket", document
        yield from (("turn", {"ticket_id": document.get("id"), **turn}) for turn in document.get("conversations") or ())
    elif "incoming" in document and "private" in document:
        yield "turn", document
    elif isinstance(document.get("ratings"), dict):
        yield "rating", document
    else:
        raise UnknownShape(
            f"this is no export of Freshdesk: expected tickets or conversations; found {', '.join(sorted(document)[:12])}"
        )


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    tickets = {str(id_text(r.data["id"])): r for r in export.of("ticket")}
    turns: dict[str, list[Record]] = {}
    for record in export.of("turn"):
        turns.setdefault(str(id_text(record.data.get("ticket_id"))), []).append(record)
    for ticket_id, record in tickets.items():
        try:
            _ticket(landed, ticket_id, record.data)
            _description(landed, ticket_id, record.data, turns.get(ticket_id, []))
        except Refused as refused:
            landed.reject(record, "bad_value", str(refused))
    for ticket_id, found in turns.items():
        _turns(landed, ticket_id, tickets.get(ticket_id), sorted(found, key=lambda r: str(r.data.get("created_at"))))
    for record in export.of("rating"):
        # the scale of a survey is its account's own: -103 to 103 divided by 103 is not a satisfaction
        landed.reject(
            record, "unknown_scale", "a rating's meaning is in its survey's choices, which this export does not hold"
        )
    for customer in sorted({t["customer_id"] for t in landed.rows.get("tickets", ()) if t["customer_id"]}):
        landed.add("customers", customer_id=customer)


def _ticket(landed: Landed, ticket_id: str, data: dict) -> None:
    stats, tags = data.get("stats") or {}, data.get("tags") or []
    status = STATUSES.get(int(data["status"])) or landed.config.fields.get(f"status.{data['status']}")
    if status is None:
        raise Refused(f"the status {data['status']} is the account's own: say --field status.{data['status']}=pending")
    status = "deleted" if data.get("deleted") else "spam" if data.get("spam") else status
    is_done = status in ("solved", "closed")
    if stats.get("resolved_at") and not is_done:
        landed.notes["open tickets with a resolved_at of before: not taken as solved"] += 1
    landed.add(
        "tickets",
        ticket_id=ticket_id,
        created_at=time_text(data.get("created_at")),
        status=status,
        updated_at=time_text(data.get("updated_at")),
        solved_at=time_text(stats.get("resolved_at")) if is_done else None,
        closed_at=time_text(stats.get("closed_at")) if is_done else None,
        customer_id=id_text(data.get("requester_id")),
        account_id=id_text(data.get("company_id")),
        channel=SOURCES.get(data.get("source") or 0),
        subject=data.get("subject"),
        priority=PRIORITIES.get(data.get("priority") or 0),
        category=chosen(landed.config, "category", data, tags) or data.get("type"),
        product_area=chosen(landed.config, "product_area", data, tags),
        language=chosen(landed.config, "language", data, tags),
        initiated_by="human" if data.get("source") == 10 else "customer",
    )
    if is_done and stats.get("resolved_at"):
        at = time_text(stats["resolved_at"])
        landed.event(f"{ticket_id}:resolved:{at}", ticket_id, at, "status_changed", "open", "solved")
    if stats.get("reopened_at"):
        at = time_text(stats["reopened_at"])
        landed.event(f"{ticket_id}:reopened:{at}", ticket_id, at, "reopened", "solved", "open")


def _description(landed: Landed, ticket_id: str, data: dict, turns: list[Record]) -> None:
    text = data.get("description_text") or plain_text(data.get("description"))
    incoming = [r.data for r in turns if r.data.get("incoming")]
    first = min(incoming, key=lambda t: str(t.get("created_at")), default={})
    same = (first.get("body_text") or "").strip()
    if not text or (same and text.strip().removeprefix("Ticket Description:").strip() == same):
        return
    customer = id_text(data.get("requester_id"))
    landed.message(
        base="customer",
        keys=[],
        kind="requester",
        ticket_id=ticket_id,
        message_id=f"{ticket_id}:description",
        sent_at=time_text(data.get("created_at")),
        author_id=customer,
        body=text,
        is_public=True,
    )


def _turns(landed: Landed, ticket_id: str | None, ticket: Record | None, turns: list[Record]) -> None:
    spoke, is_escalated = False, False
    is_chat = ticket is not None and ticket.data.get("source") in CHATS
    if is_chat and not any("category" in r.data for r in turns):
        landed.stop(
            "no_category",
            f"the chat ticket {ticket_id} has no category in its conversations: bot and person look alike",
        )
    for record in turns:
        data = record.data
        try:
            at = time_text(data.get("created_at"))
        except Refused as refused:
            landed.reject(record, "bad_time", str(refused))
            continue
        category, user = data.get("category"), id_text(data.get("user_id"))
        is_bot = category == 5 and user is None
        base = "customer" if data.get("incoming") else "system" if is_bot else "human"
        keys: list[str | None] = ["category:5"] if is_bot else [user] if base == "human" else []
        said = landed.message(
            base=base,
            keys=keys,
            kind="bot" if is_bot else base,
            ticket_id=ticket_id,
            message_id=id_text(data["id"]),
            sent_at=at,
            author_id="category:5" if is_bot else user,
            body=data.get("body_text") or plain_text(data.get("body")),
            is_public=not data.get("private"),
            has_attachment=bool(data.get("attachments")) and base == "customer",
        )
        spoke = spoke or said == "ai"
        if said == "human" and not data.get("private") and spoke and not is_escalated:
            is_escalated = True
            landed.event(f"{ticket_id}:escalated", ticket_id, at, "escalated", now=user, actor_type="ai")
