"""Loaders' tables of Intercom as the API's objects: only names, units and versions change here, no rule is here."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime

from agent_scorecard.landing.sources.ids_and_times import id_text, is_true, time_text
from agent_scorecard.landing.sources.mapping import Landed
from agent_scorecard.landing.sources.reading import Export, Record

TABLES = {
    "conversation_history": ("id", "created_at", "updated_at", "state"),
    "conversation_part_history": ("id", "conversation_id", "created_at", "author_type", "part_type", "body"),
    "conversation_tag_history": ("conversation_id", "tag_id"),
    "conversation_contact_history": ("conversation_id", "contact_id"),
    "contact_history": ("id",),
    "tag": ("id", "name"),
    # Airbyte keeps the API's objects under these names
    "conversations": ("id", "created_at", "state"),
    "conversation_parts": ("id", "conversation_id", "created_at", "author", "part_type"),
    "contacts": ("id",),
    "tickets": ("id", "created_at"),
    **dict.fromkeys(
        (
            "admin",
            "admins",
            "article_history",
            "collection_history",
            "company_history",
            "company_tag_history",
            "contact_company_history",
            "contact_tag_history",
            "help_center_history",
            "team",
            "team_admin",
            "tags",
        ),
        (),
    ),
}
AS_API = {"conversations": "conversation", "conversation_parts": "part", "contacts": "contact", "tickets": "ticket"}
NESTED = [
    "source",
    "contacts",
    "author",
    "tags",
    "statistics",
    "ai_agent",
    "conversation_rating",
    "conversation_parts",
    "ticket_parts",
    "assigned_to",
]


def as_api(export: Export, landed: Landed) -> Export:
    """The export with loaders' rows turned into the API's objects; what came as API JSON stays as it is."""
    if not any(record.kind in TABLES for record in export.records):
        return export
    names = {id_text(r.data["id"]): r.data.get("name") for r in export.of("tag")}
    tags, contacts = defaultdict(list), defaultdict(list)
    for record in _active(export.of("conversation_tag_history")):
        tag = id_text(record.data["tag_id"])
        tags[id_text(record.data["conversation_id"])].append({"id": tag, "name": names.get(tag, tag)})
    for record in _active(export.of("conversation_contact_history")):
        contacts[id_text(record.data["conversation_id"])].append({"id": id_text(record.data["contact_id"])})
    turned = []
    for record in _active(export.of("conversation_history")):
        turned.append(_as(record, "conversation", _conversation(record.data, tags, contacts)))
    for record in _active(export.of("conversation_part_history")):
        turned.append(_as(record, "part", _part(record.data)))
    homes = {id_text(r.data["id"]) for r in turned if r.kind == "conversation"}
    for record in [r for r in turned if r.kind == "part" and id_text(r.data["conversation_id"]) not in homes]:
        landed.reject(record, "orphan", f"the part's conversation {record.data['conversation_id']} is not there")
    for kind in ("conversation_history", "conversation_part_history"):
        landed.notes[f"older versions in {kind}"] += len(export.of(kind)) - len(_active(export.of(kind)))
    if export.of("conversation_part_history"):
        landed.warnings.append(
            "Fivetran's tables do not say which turns are Fin's: an AI by author_type bot counts canned lines as answers"
        )
    for record in export.records:
        if record.kind in AS_API:
            opened = {
                k: json.loads(v) if k in NESTED and isinstance(v, str) and v[:1] in "[{" else v
                for k, v in record.data.items()
            }
            turned.append(_as(record, AS_API[record.kind], opened))
        elif record.kind not in TABLES:
            turned.append(record)
    return Export(turned, export.refused, export.cut, export.hashes)


def _active(records: list[Record]) -> list[Record]:
    """The row of each version that is active; every table is judged by itself."""
    return [r for r in records if is_true(r.data.get("_fivetran_active")) is not False]


def _as(record: Record, kind: str, data: dict) -> Record:
    return Record(kind, data, record.file, record.number, record.parent)


def _seconds(value) -> str | None:
    """A timestamp of a warehouse in the API's own unit."""
    text = time_text(value)
    return None if text is None else f"{datetime.fromisoformat(text).timestamp():.6f}"


def _conversation(row: dict, tags: dict, contacts: dict) -> dict:
    identity = id_text(row["id"])
    author = {"type": row.get("source_author_type"), "id": id_text(row.get("source_author_id"))}
    rating = {
        "rating": row.get("conversation_rating_value") or None,
        "remark": row.get("conversation_rating_remark") or None,
        "created_at": _seconds(row.get("conversation_rating_created_at")),
    }
    return {
        "type": "conversation",
        "id": identity,
        "state": row.get("state"),
        "priority": row.get("priority"),
        "created_at": _seconds(row.get("created_at")),
        "updated_at": _seconds(row.get("updated_at")),
        "source": {
            "type": row.get("source_type"),
            "id": row.get("source_id"),
            "delivered_as": row.get("source_delivered_as"),
            "subject": row.get("source_subject"),
            "body": row.get("source_body"),
            "author": author,
        },
        "tags": {"tags": tags.get(identity, [])},
        "contacts": {"contacts": contacts.get(identity, [])},
        "conversation_rating": rating if rating["rating"] else {},
        "conversation_parts": {"conversation_parts": []},
    }


def _part(row: dict) -> dict:
    return {
        "id": id_text(row["id"]),
        "conversation_id": id_text(row["conversation_id"]),
        "part_type": row.get("part_type"),
        "body": row.get("body"),
        "created_at": _seconds(row.get("created_at")),
        "author": {"type": row.get("author_type"), "id": id_text(row.get("author_id"))},
        "assigned_to": {"type": row.get("assigned_to_type"), "id": id_text(row.get("assigned_to_id"))},
    }
