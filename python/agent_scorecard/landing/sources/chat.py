"""Chats as OpenAI writes them: one conversation a line, one array a file, or a warehouse's row with `messages`.

LangChain's and ShareGPT's spellings are read, and the exporters' canonical pair of conversations and messages. A chat
has no clock: `is_timed` is false, and no second between two messages is invented into a duration.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from agent_scorecard.landing.sources.exchanges import called_tools, message_words, role_of
from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed, as_json
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape
from agent_scorecard.landing.sources.source_config import chosen

NAME = "chat"
CANDIDATES: dict[str, str] = {}
DEFAULT_AI = frozenset({"assistant"})
DEFAULT_TOOLS = frozenset({"transfer_to_human_agents"})
LOADER_TABLES = {
    "messages": ("conversation_source_id", "author_type", "body"),
    "conversations": ("source_id", "created_at"),
}
CANONICAL = {"customer": "customer", "agent": "human", "bot": "system", "system": "system"}


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if "conversation_source_id" in document:
        yield "canonical_message", document
    elif {"source", "source_id"} <= set(document):
        yield "canonical_conversation", document
    elif isinstance(document.get("messages"), list) or isinstance(document.get("conversations"), list):
        yield "chat", document
    elif "traj" in document:
        raise UnknownShape("this is a tau-bench run: `agent-scorecard land tau FILE` reads it, with its reward")
    else:
        raise UnknownShape(f"this is no chat: expected messages with roles; found {', '.join(sorted(document)[:12])}")


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    for record in export.of("chat"):
        try:
            _chat(landed, record)
        except Refused as refused:
            landed.reject(record, "no_chat", str(refused))
    names = {"canonical_message", "messages"}, {"canonical_conversation", "conversations"}
    _canonical(landed, export.of(*names[1]), export.of(*names[0]))
    for customer in sorted({t["customer_id"] for t in landed.rows.get("tickets", ()) if t["customer_id"]}):
        landed.add("customers", customer_id=customer)
    if export.of("chat") and not landed.rows.get("ticket_events"):
        landed.warnings.append(
            "no escalation is recorded in this source: containment is an upper bound (--escalation-tool names one)"
        )


def _chat(landed: Landed, record: Record) -> None:
    data = record.data
    messages = [m for m in data.get("messages") or data.get("conversations") or () if isinstance(m, dict)]
    roles = [role_of(message) for message in messages]
    if None in roles:
        known = messages[roles.index(None)]
        raise Refused(f"a message has no role that is known: {', '.join(sorted(known))}")
    if "customer" not in roles:
        raise Refused("no message is by a user")
    times = [time_text(m["created_at"]) for m in messages if isinstance(m.get("created_at"), str)]
    is_timed = len(times) == len(messages) and len(set(times)) > 1
    start = time_text(data.get("created_at")) or (times[0] if times else None) or time_text(landed.config.start)
    if start is None:
        raise Refused("the chat has no clock; say when it begins: --start 2024-06-03T09:00Z")
    ticket_id = id_text(data.get("conversation_id") or data.get("id")) or _identity(record)
    customer, agent = (
        id_text(data.get("user_id")) or f"customer of {ticket_id}",
        id_text(data.get("agent_id")) or "assistant",
    )
    last = max((i for i, r in enumerate(roles) if r == "assistant" and message_words(messages[i])), default=None)
    escalated = None
    for index, (message, role) in enumerate(zip(messages, roles, strict=True)):
        at = times[index] if is_timed else None
        at = at or (datetime.fromisoformat(start) + timedelta(seconds=index)).isoformat()
        body = message_words(message)
        if set(called_tools([message])) & (landed.config.escalation_tools | DEFAULT_TOOLS):
            escalated = escalated or (datetime.fromisoformat(at) + timedelta(milliseconds=500)).isoformat()
        if body is None or message.get("role") in ("system", "developer"):
            continue
        usage = data.get("usage") or {} if index == last else {}
        landed.message(
            base=role if role == "customer" else "system",
            keys=["assistant", agent] if role == "assistant" else [],
            kind=role,
            name=message.get("name") or "",
            ticket_id=ticket_id,
            message_id=f"{ticket_id}:{index:04d}",
            sent_at=at,
            body=body,
            author_id={"customer": customer, "assistant": agent}.get(role or "", message.get("name")),
            is_public=role != "system",
            model=data.get("model") if role == "assistant" else None,
            channel="chat",
            input_tokens=id_text(usage.get("prompt_tokens", usage.get("input_tokens"))),
            output_tokens=id_text(usage.get("completion_tokens", usage.get("output_tokens"))),
        )
    if escalated:
        _escalation(landed, ticket_id, escalated, agent)
    landed.add(
        "tickets",
        ticket_id=ticket_id,
        created_at=start,
        status="open",
        customer_id=customer,
        channel="chat",
        is_timed=is_timed,
        category=chosen(landed.config, "category", data),
        initiated_by="customer",
    )


def _escalation(landed: Landed, ticket_id: str, at: str, agent: str) -> None:
    landed.event(f"{ticket_id}:escalated", ticket_id, at, "escalated", actor_type="ai", actor=agent)


def _identity(record: Record) -> str:
    """A chat without an id: its words and its line, so that two equal chats stay two."""
    told = hashlib.sha256(as_json(record.data).encode()).hexdigest()[:12]
    return f"{told}-{record.number}"


def _canonical(landed: Landed, conversations: list[Record], messages: list[Record]) -> None:
    unknown = [r for r in messages if r.data.get("author_type") not in CANONICAL]
    for record in unknown:
        landed.reject(record, "unknown_author", f"author_type {record.data.get('author_type')!r} says nobody")
    for record in [r for r in messages if r not in unknown]:
        data, kind = record.data, record.data["author_type"]
        ticket_id = id_text(data["conversation_source_id"])
        landed.message(
            base=CANONICAL[kind],
            keys=["assistant" if kind == "bot" else kind],
            kind=kind,
            ticket_id=ticket_id,
            message_id=id_text(data.get("source_id") or data.get("id")) or f"{ticket_id}:{record.number}",
            sent_at=time_text(data.get("created_at")),
            author_id=id_text(data.get("author_id")) or kind,
            body=data.get("body"),
            is_public=data.get("visibility", "public") == "public",
        )
    for record in conversations:
        data = record.data
        ticket_id, at = id_text(data["source_id"]), time_text(data.get("created_at"))
        said = str(data.get("status") or "open")
        status = "deleted" if data.get("is_deleted") else {"closed": "solved", "resolved": "solved"}.get(said, said)
        landed.add(
            "tickets",
            ticket_id=ticket_id,
            created_at=at,
            status=status,
            customer_id=id_text(data.get("customer_id")),
            channel=data.get("channel"),
            category=chosen(landed.config, "category", data, data.get("tags") or ()),
        )
        if data.get("csat") is not None:
            rated = time_text(data.get("csat_at") or data.get("updated_at") or data.get("created_at"))
            landed.add(
                "satisfaction",
                ticket_id=ticket_id,
                responded_at=rated,
                score=str(data["csat"]),
                scale_max="1",
                scale_min="0",
                kind="csat",
            )
