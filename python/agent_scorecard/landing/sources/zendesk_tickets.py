"""Zendesk's tickets, and how audits say that they changed."""

from __future__ import annotations

import re
from collections import defaultdict

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed, newest
from agent_scorecard.landing.sources.reading import Export, Record
from agent_scorecard.landing.sources.source_config import chosen

STATUSES = {"hold": "on_hold", "on-hold": "on_hold"}
MESSAGING = ("native_messaging", "messaging", "chat", "whatsapp", "instagram_dm", "line")


class ZendeskTickets:
    """Tickets of one export, and how they changed; what every later step reads."""

    def __init__(self, landed: Landed, export: Export):
        self.landed, self.export, self.config = landed, export, landed.config
        self.roles = {id_text(r.data.get("id")): r.data for r in export.of("user")}
        self.ticket: dict[str, dict] = {}
        self.changes: dict[str | None, list[dict]] = defaultdict(list)
        self.first_ai: dict[str | None, str] = {}
        self.logged: set[str] = set()
        self.merged: dict[str | None, tuple[str | None, str | None]] = {}
        self.said: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for record in export.of("audit", "change"):
            self._collect_changes(record)

    def _collect_changes(self, record: Record) -> None:
        data = record.data
        try:
            ticket_id, at = (
                id_text(data.get("ticket_id")) or ticket_of_file(record.parent),
                time_text(data.get("created_at")),
            )
        except Refused as refused:
            return self.landed.reject(record, "bad_time", str(refused))
        events = data.get("events", [data])
        for event in events:
            if event.get("type") in ("Change", "Create") and event.get("field_name"):
                via = event.get("via") or data.get("via") or {}
                rel = (via.get("source") or {}).get("rel")
                is_rule = rel in ("trigger", "automation") or via.get("channel") == "rule"
                self.changes[ticket_id].append(
                    {
                        "field": event["field_name"],
                        "value": event.get("value"),
                        "before": event.get("previous_value"),
                        "at": at,
                        "actor": id_text(data.get("author_id")),
                        "actor_type": "automation" if is_rule else None,
                        "is_first": event["type"] == "Create",
                    }
                )
        return None

    def tickets(self) -> None:
        def version(record: Record) -> tuple:
            return (float(record.data.get("generated_timestamp") or 0), str(record.data.get("updated_at") or ""))

        found = newest(self.export.of("ticket"), lambda r: id_text(r.data.get("id")), version)
        self.landed.notes["older versions of a ticket"] += len(self.export.of("ticket")) - len(found)
        for ticket_id, record in found.items():
            try:
                self.ticket[ticket_id] = self._ticket(ticket_id, record.data)
            except Refused as refused:
                self.landed.reject(record, "bad_value", str(refused))
        for record in self.export.of("ticket"):
            for loser in record.data.get("merged_ticket_ids") or ():
                at = record.data.get("updated_at")
                self.merged.setdefault(id_text(loser), (id_text(record.data["id"]), time_text(at)))

    def _ticket(self, ticket_id: str, data: dict) -> dict:
        via = data.get("via") or {}
        source = via.get("source") or {}
        status = status_of(data.get("status"))
        tags = data.get("tags") or []
        requester = self.roles.get(id_text(data.get("requester_id")), {})
        domain = str(requester.get("email") or "").rpartition("@")[2].lower()
        solved, closed = self._last_change(ticket_id, ("solved",)), self._last_change(ticket_id, ("closed",))
        metric = data.get("metric_set") or {}
        is_done = status in ("solved", "closed")
        started_by = self._started_by(data, via)
        return {
            "ticket_id": ticket_id,
            "created_at": time_text(data.get("created_at")),
            "status": status,
            "updated_at": time_text(data.get("updated_at")),
            "solved_at": (solved or time_text(metric.get("solved_at")) or closed) if is_done else None,
            "closed_at": closed if status == "closed" else None,
            "customer_id": id_text(data.get("requester_id")),
            "account_id": id_text(data.get("organization_id")),
            "channel": via.get("channel"),
            "category": chosen(self.config, "category", data, tags),
            "product_area": chosen(self.config, "product_area", data, tags),
            "language": chosen(self.config, "language", data, tags),
            "brand": chosen(self.config, "brand", data, tags) or id_text(data.get("brand_id")),
            "subject": data.get("subject"),
            "priority": data.get("priority"),
            "is_test": domain in self.config.test_domains if domain and self.config.test_domains else None,
            "initiated_by": started_by,
            "_tags": tags,
            "_follow_up_of": id_text((source.get("from") or {}).get("ticket_id"))
            if source.get("rel") == "follow_up"
            else None,
            "_is_messaging": bool(data.get("from_messaging_channel")) or via.get("channel") in MESSAGING,
            "_description": data.get("description"),
            "_assignee": id_text(data.get("assignee_id")),
            "_rating": data.get("satisfaction_rating"),
        }

    def _started_by(self, data: dict, via: dict) -> str | None:
        if via.get("channel") == "rule":
            return "automation"
        submitter = self.roles.get(id_text(data.get("submitter_id")), {}).get("role")
        if data.get("submitter_id") == data.get("requester_id") or submitter == "end-user":
            return "customer"
        return None

    def _last_change(self, ticket_id: str, values: tuple[str, ...]) -> str | None:
        times = [
            change["at"]
            for change in self.changes.get(ticket_id, ())
            if change["field"] == "status" and status_of(change["value"]) in values
        ]
        return max(times) if times else None


def status_of(value) -> str | None:
    if value in (None, ""):
        return None
    word = str(value).strip().lower()
    return STATUSES.get(word, word)


def ticket_of_file(stem: str) -> str | None:
    """The ticket of a file that is named by it: `123.json`, `conversation_log_ticket_123.json`."""
    found = re.fullmatch(r"(?:.*?[_-])?(\d+)", stem)
    return found[1] if found else None
