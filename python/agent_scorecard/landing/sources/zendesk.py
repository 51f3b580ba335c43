"""Zendesk: API JSON in a folder, or the tables of Fivetran, Airbyte and dlt.

Tickets, comments, audits, conversation logs, users, ratings and surveys. Words of a messaging ticket, the AI's included,
are only in its conversation log (Fivetran: ticket_chat_event): without it the landing stops. The rules here are the
same for every way in; `zendesk_loaders` brings loaders' rows to the API's shape.
"""

from __future__ import annotations

from pathlib import Path

from agent_scorecard.landing.sources import zendesk_loaders
from agent_scorecard.landing.sources.mapping import (
    Landed,
)
from agent_scorecard.landing.sources.reading import Export, UnknownShape, kind_of_stream
from agent_scorecard.landing.sources.zendesk_events import Happenings

NAME = "zendesk"
PAGE = 100
CANDIDATES = {
    "zd:answerBot": "Zendesk's AI agent",
    "ultimate": "Zendesk's advanced AI agent",
    "bot": "a bot of the conversation log",
    "api:conversations": "an own bot through Sunshine Conversations",
    "zd:agentCopilot": "Zendesk's copilot",
}
LOADER_TABLES = zendesk_loaders.TABLES
ENVELOPES = {
    "tickets": "ticket",
    "comments": "comment",
    "audits": "audit",
    "users": "user",
    "satisfaction_ratings": "rating",
    "survey_responses": "survey",
    "ticket_metrics": "metric",
    "ticket_events": "ticket_events",
}
STREAMS = {
    "tickets": "ticket",
    "ticket_comments": "comment",
    "ticket_audits": "audit",
    "satisfaction_ratings": "rating",
    "users": "user",
    "ticket_metrics": "metric",
}


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if stream:
        yield kind_of_stream(stream, STREAMS), document
        return
    for key, kind in ENVELOPES.items():
        if isinstance(document.get(key), list):
            yield from ((kind, element) for element in document[key])
            return
    if isinstance(document.get("results"), list):
        for element in document["results"]:
            yield element.get("result_type", "ticket"), element
    elif isinstance(document.get("events"), list) and "ticket_id" not in document:
        yield from (("log", element) for element in document["events"])
    elif isinstance(document.get("ticket"), dict):
        yield "ticket", document["ticket"]
        if isinstance(document.get("audit"), dict):
            yield "audit", document["audit"]
    elif isinstance(document.get("comment"), dict):
        yield "comment", document["comment"]
    else:
        yield _kind_of(document), document


def _kind_of(document: dict) -> str:
    keys = set(document)
    if "zendesk_event_version" in keys:
        return "webhook"
    if {"events", "ticket_id"} <= keys:
        return "audit"
    if {"author", "content", "type"} <= keys:
        return "log"
    if {"requester_id", "status"} <= keys:
        return "ticket"
    if {"author_id", "public"} <= keys:
        return "comment"
    if {"role", "id"} <= keys:
        return "user"
    raise UnknownShape(
        "this is no export of Zendesk: expected tickets, comments, audits, users, satisfaction_ratings, "
        f"survey_responses or a conversation log's events; found the keys {', '.join(sorted(keys)[:12])}"
    )


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    export = zendesk_loaders.as_api(export)
    _refuse_renamed(export)
    state = Happenings(landed, export)
    state.tickets()
    state.turns()
    state.events()
    state.satisfaction()
    state.people()
    state.checks()


def _refuse_renamed(export: Export) -> None:
    """A column that no ticket has was renamed; it is named before anything lands."""
    needed = {"ticket": ("id", "created_at", "status", "requester_id"), "comment": ("id", "author_id")}
    for kind, names in needed.items():
        records = export.of(kind)
        for name in names:
            if len(records) > 1 and not any(name in record.data for record in records):
                raise ValueError(f"{records[0].file}: no {kind} has {name}; was it renamed at the source?")
