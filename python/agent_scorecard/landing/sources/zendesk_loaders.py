"""Loaders' tables of Zendesk as the API's objects: only names and shapes change here, no rule is here."""

from __future__ import annotations

import json
from collections import defaultdict

from agent_scorecard.landing.sources.ids_and_times import id_text, is_true
from agent_scorecard.landing.sources.reading import Export, Record

# table: columns it needs; a table that is known and not used needs none
TABLES = {
    "ticket": ("id", "created_at", "status", "requester_id"),
    "ticket_comment": ("id", "ticket_id", "created|created_at", "user_id|author_id", "public"),
    "ticket_field_history": ("ticket_id", "field_name", "updated", "value"),
    "ticket_tag": ("ticket_id", "tag|tags"),
    "ticket_chat": ("chat_id", "ticket_id"),
    "ticket_chat_event": ("chat_id", "created_at", "original_message"),
    "user": ("id", "role"),
    # Airbyte and dlt keep the API's objects under these names
    "tickets": ("id", "created_at", "status", "requester_id"),
    "ticket_comments": ("id", "ticket_id", "created_at", "author_id", "public"),
    "ticket_audits": ("id", "ticket_id", "created_at", "events"),
    "ticket_events": ("ticket_id", "child_events"),
    "satisfaction_ratings": ("ticket_id", "score", "updated_at"),
    "users": ("id", "role"),
    **dict.fromkeys(
        (
            "audit_log",
            "brand",
            "daylight_time",
            "domain_name",
            "group",
            "organization",
            "organization_tag",
            "schedule",
            "schedule_holiday",
            "sla_policy_metric_history",
            "ticket_form_history",
            "ticket_schedule",
            "ticket_sla_policy",
            "time_zone",
            "user_tag",
            "ticket_metric_events",
            "ticket_scenarios",
        ),
        (),
    ),
}
NESTED = ("via", "tags", "custom_fields", "satisfaction_rating", "events", "child_events", "metadata", "attachments")
AS_API = {
    "tickets": "ticket",
    "ticket_comments": "comment",
    "ticket_audits": "audit",
    "satisfaction_ratings": "rating",
    "users": "user",
}


def as_api(export: Export) -> Export:
    """The export with loaders' rows turned into the API's objects; what came as API JSON stays as it is."""
    if not any(record.kind in TABLES for record in export.records):
        return export
    tags: dict[str | None, list[str]] = defaultdict(list)
    for record in export.of("ticket_tag"):
        tag = record.data.get("tag") or record.data.get("tags")
        if tag and tag not in tags[id_text(record.data["ticket_id"])]:
            tags[id_text(record.data["ticket_id"])].append(tag)
    chats = _chats(export)
    turned = []
    for record in export.records:
        data = _present(record.data)
        if record.kind == "ticket" and "via" not in data and "via_channel" in record.data:
            turned.append(_as(record, "ticket", _ticket(data, tags)))
        elif record.kind == "ticket_comment":
            names = {
                "author_id": data.get("user_id", data.get("author_id")),
                "created_at": data.get("created", data.get("created_at")),
            }
            turned.append(_as(record, "comment", {**data, **names, "plain_body": data.get("body")}))
        elif record.kind == "ticket_field_history":
            turned.append(_as(record, "change", _change(data)))
        elif record.kind == "ticket_chat_event":
            turned.append(_as(record, "log", _turn(data, chats)))
        elif record.kind == "user" or record.kind in AS_API:
            turned.append(_as(record, AS_API.get(record.kind, "user"), _opened(data)))
        elif record.kind == "ticket_events":
            turned += _events(record)
        elif record.kind not in TABLES or record.kind == "ticket":
            turned.append(record)
    return Export(turned, export.refused, export.cut, export.hashes)


def _as(record: Record, kind: str, data: dict) -> Record:
    return Record(kind, data, record.file, record.number, record.parent)


def _present(row: dict) -> dict:
    return {name: value for name, value in row.items() if value not in (None, "")}


def _opened(row: dict) -> dict:
    """Nested values that a warehouse keeps as JSON text."""
    return {
        name: json.loads(value) if name in NESTED and isinstance(value, str) and value[:1] in "[{" else value
        for name, value in row.items()
    }


def _ticket(row: dict, tags: dict) -> dict:
    status = "deleted" if is_true(row.get("_fivetran_deleted")) else row.get("status")
    follow_up = row.get("via_followup_source_id")
    source = {"rel": "follow_up" if follow_up else row.get("via_source_rel"), "from": {"ticket_id": follow_up}}
    merged = row.get("merged_ticket_ids") or "[]"
    merged = json.loads(merged) if isinstance(merged, str) else merged
    via = {"channel": row.get("via_channel"), "source": source}
    return {**row, "status": status, "via": via, "tags": tags.get(id_text(row["id"]), []), "merged_ticket_ids": merged}


def _change(row: dict) -> dict:
    event = {"type": "Change", "field_name": row.get("field_name"), "value": row.get("value")}
    return {
        "ticket_id": row.get("ticket_id"),
        "created_at": row.get("updated"),
        "author_id": row.get("user_id"),
        "events": [event],
    }


def _chats(export: Export) -> dict[str, str]:
    """The ticket of each chat. One chat in several tickets belongs to the one that exists, else to the first."""
    exists = {id_text(record.data.get("id")) for record in export.of("ticket", "tickets")}
    found: dict[str, list[str]] = defaultdict(list)
    for record in export.of("ticket_chat"):
        found[record.data["chat_id"]].append(str(id_text(record.data["ticket_id"])))
    return {chat: next((t for t in tickets if t in exists), tickets[0]) for chat, tickets in found.items()}


def _turn(row: dict, chats: dict[str, str]) -> dict:
    """A chat event as a turn of the conversation log: who spoke is in original_message, not in actor_id."""
    original = row.get("original_message")
    original = json.loads(original) if isinstance(original, str) and original else original or {}
    author, source = original.get("author") or {}, original.get("source") or {}
    text = (original.get("content") or {}).get("text")
    text = row.get("message") or (text.get("text") if isinstance(text, dict) else text)
    actor = id_text(str(row.get("actor_id") or "").removeprefix("agent:").strip('"'))
    spoken = {"USER": "user", "BUSINESS": "bot" if source.get("type") in ("zd:answerBot", "ultimate") else "business"}
    kind = spoken.get(str(author.get("type")).upper()) or _actor_kind(row.get("actor_id"))
    return {
        "id": f"{row['chat_id']}:{row['created_at']}:{row.get('chat_index', 0)}",
        "ticket_id": chats.get(row["chat_id"]),
        "created_at": row["created_at"],
        "type": "Messaging::ConversationMessage",
        "author": {
            "type": kind,
            "display_name": author.get("display_name"),
            "zen:support:user_id": None if source else actor,
        },
        "content": {"text": text},
        "source": source,
    }


def _actor_kind(actor) -> str:
    text = str(actor or "")
    return (
        "agent" if text.startswith("agent:") else "user" if text.isdigit() or text.startswith("visitor:") else "system"
    )


def _events(record: Record) -> list[Record]:
    """dlt's incremental ticket events: each child event is one event of an audit."""
    row = _opened(record.data)
    children = [
        {**child, "type": child.get("event_type", child.get("type"))} for child in row.get("child_events") or ()
    ]
    at = row.get("created_at")
    audit = {"id": row.get("id"), "ticket_id": row["ticket_id"], "created_at": at, "author_id": row.get("updater_id")}
    return [_as(record, "audit", {**audit, "events": [_child(child) for child in children]})]


def _child(child: dict) -> dict:
    """An incremental event names its field as a key: {"status": "solved", "previous_value": "open"}."""
    for name in ("status", "assignee_id", "group_id", "satisfaction_score"):
        if child.get("type") in ("Change", "Create") and name in child:
            return {**child, "field_name": name, "value": child[name]}
    return child
