"""The tables of Chatwoot's PostgreSQL as the API's objects: ids and enumerations change here, no rule is here."""

from __future__ import annotations

import json

from agent_scorecard.landing.sources.ids_and_times import id_text
from agent_scorecard.landing.sources.reading import Export, Record

TABLES = {
    "conversations": ("id", "display_id", "created_at", "status"),
    "messages": ("id", "conversation_id", "created_at", "message_type", "content", "sender_type", "private"),
    "csat_survey_responses": ("conversation_id", "rating", "created_at"),
    "reporting_events": ("name", "conversation_id", "event_end_time"),
    "inboxes": ("id", "channel_type"),
    **dict.fromkeys(("contacts", "users", "agent_bots", "captain_assistants", "accounts", "teams", "labels"), ()),
}
STATUSES = ("open", "resolved", "pending", "snoozed")
CONTENT_TYPES = {8: "incoming_email", 9: "input_csat"}
NESTED = ("content_attributes", "additional_attributes", "custom_attributes")


def as_api(export: Export) -> Export:
    """The export with database rows turned into the API's objects; what came as API JSON stays as it is."""
    if not any(record.kind in TABLES for record in export.records):
        return export
    shown = {id_text(r.data["id"]): id_text(r.data["display_id"]) for r in export.of("conversations")}
    channels = {id_text(r.data["id"]): r.data.get("channel_type") for r in export.of("inboxes")}
    turned = []
    for record in export.records:
        if record.kind not in TABLES:
            turned.append(record)
        elif record.kind == "conversations":
            turned.append(_as(record, "conversation", _conversation(_opened(record.data), channels)))
        elif record.kind in ("messages", "csat_survey_responses", "reporting_events"):
            data = _opened(record.data)
            # the database's conversation_id is conversations.id, the API's is the display id
            inner = id_text(data.get("conversation_id"))
            data["conversation_id"] = shown.get(inner, f"database:{inner}")
            turned.append(_as(record, *_child(record.kind, data)))
    return Export(turned, export.refused, export.cut, export.hashes)


def _as(record: Record, kind: str, data: dict) -> Record:
    return Record(kind, data, record.file, record.number, record.parent)


def _opened(row: dict) -> dict:
    row = {name: None if value == "" else value for name, value in row.items()}
    for name in NESTED:
        if isinstance(row.get(name), str) and row[name][:1] in "[{":
            row[name] = json.loads(row[name])
    return row


def _conversation(row: dict, channels: dict) -> dict:
    labels = [label.strip() for label in (row.get("cached_label_list") or "").split(",") if label.strip()]
    meta = {
        "sender": {"id": row.get("contact_id")},
        "assignee": {"id": row.get("assignee_id")},
        "channel": channels.get(id_text(row.get("inbox_id"))),
    }
    status = row.get("status")
    status = STATUSES[int(str(status))] if str(status).isdigit() else status
    return {**row, "id": row["display_id"], "status": status, "labels": labels, "meta": meta}


def _child(kind: str, row: dict) -> tuple[str, dict]:
    if kind != "messages":
        return {"csat_survey_responses": "csat", "reporting_events": "reporting_event"}[kind], row
    content_type = row.get("content_type")
    if str(content_type).isdigit():
        content_type = CONTENT_TYPES.get(int(str(content_type)), content_type)
    row["content_type"] = content_type
    row["message_type"] = int(row["message_type"]) if str(row["message_type"]).isdigit() else row["message_type"]
    row["private"] = str(row.get("private")).lower() in ("true", "t", "1")
    if row.get("sender_type"):
        row["sender"] = {"type": row["sender_type"], "id": row.get("sender_id")}
    return "message", row
