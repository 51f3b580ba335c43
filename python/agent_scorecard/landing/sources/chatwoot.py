"""Chatwoot: API JSON (conversations, messages, CSAT, reporting events), or the tables of its own PostgreSQL.

The API's conversation id is the display id; the database's is another. Zero is not a time. Activity and template rows
are not messages. `chatwoot_tables` brings the database's rows to the API's shape.
"""

from __future__ import annotations

from pathlib import Path

from agent_scorecard.landing.sources import chatwoot_tables
from agent_scorecard.landing.sources.chatwoot_messages import Messages, any_time, float_of
from agent_scorecard.landing.sources.ids_and_times import Refused, id_text
from agent_scorecard.landing.sources.mapping import Landed
from agent_scorecard.landing.sources.reading import Export, UnknownShape, inside
from agent_scorecard.landing.sources.source_config import chosen

NAME = "chatwoot"
CANDIDATES = {"captain_assistant": "Captain", "agent_bot": "an agent bot"}
LOADER_TABLES = chatwoot_tables.TABLES
STATUSES = {"open": "open", "resolved": "solved", "pending": "open", "snoozed": "on_hold"}
PAGE = 20


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if stream:
        raise UnknownShape(f"the stream {stream} is not mapped: land the PostgreSQL tables instead")
    payload = document.get("payload")
    data = inside(document, "data")
    if isinstance(payload, list) or isinstance(data.get("payload"), list):
        meta = document.get("meta") or {}
        rows = payload if isinstance(payload, list) else data["payload"]
        if payload is not None and meta.get("contact") and rows:
            yield (
                "conversation",
                {
                    "id": rows[0].get("conversation_id"),
                    "labels": meta.get("labels") or [],
                    "_page": len(rows),
                    "meta": {"sender": meta["contact"], "assignee": meta.get("assignee")},
                    "_partial": True,
                },
            )
        for element in rows:
            yield from kinds(element, None, bare)
    elif "message_type" in document and "conversation_id" in document:
        yield "message", document
    elif "rating" in document:
        yield "csat", document
    elif "event_start_time" in document or {"name", "value_in_business_hours"} <= set(document):
        yield "reporting_event", document
    elif "messages" in document or {"status", "inbox_id"} <= set(document):
        yield "conversation", document
        for message in document.get("messages") or ():
            if "message_type" in message:
                yield "message", {"conversation_id": document.get("id"), **message}
    elif "bot_type" in document:
        yield "agent_bot", document
    elif "botSummary" in document or "avg_resolution_time" in document:
        yield "report", document
    else:
        raise UnknownShape(
            "this is no export of Chatwoot: expected conversations, messages, csat_survey_responses or reporting_events; "
            f"found the keys {', '.join(sorted(document)[:12])}"
        )


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    export = chatwoot_tables.as_api(export)
    state = _State(landed, export)
    state.messages()
    state.tickets()
    state.happened()
    state.satisfaction()
    state.checks(export)


class _State(Messages):
    """One export on its way into landing rows."""

    def tickets(self) -> None:
        for ticket_id in sorted({*self.times, *self.conversations} - {None}, key=str):
            record = self.conversations.get(ticket_id)
            data = record.data if record else {}
            try:
                self._ticket(ticket_id, data)
            except Refused as refused:
                if record:
                    self.landed.reject(record, "bad_value", str(refused))

    def _ticket(self, ticket_id: str, data: dict) -> None:
        times = self.times.get(ticket_id, [])
        created = any_time(data.get("created_at")) or (min(times) if times else any_time(data.get("timestamp")))
        if created is None:
            raise Refused("a conversation has neither created_at nor messages")
        created = min([created, *times])
        meta = data.get("meta") or {}
        status = STATUSES.get(str(data.get("status")))
        events = self.reported.get(ticket_id, [])
        ends = [
            e.get("event_end_time") or e.get("created_at") for e in events if e.get("name") == "conversation_resolved"
        ]
        solved = [at for at in map(any_time, ends) if at]
        self.landed.notes["conversations whose status was not exported, taken as open"] += status is None
        labels = data.get("labels") or []
        self.landed.add(
            "tickets",
            ticket_id=ticket_id,
            created_at=created,
            status=status or "open",
            updated_at=any_time(data.get("updated_at")),
            solved_at=max(solved)
            if solved and status == "solved"
            else any_time(data.get("updated_at"))
            if status == "solved"
            else None,
            customer_id=id_text((meta.get("sender") or {}).get("id"))
            or id_text(data.get("contact_id"))
            or self.customers.get(ticket_id),
            channel=str(meta.get("channel") or "").removeprefix("Channel::").lower() or None,
            category=chosen(self.config, "category", data, labels) or None,
            language=chosen(self.config, "language", data, labels),
            product_area=chosen(self.config, "product_area", data, labels),
            brand=chosen(self.config, "brand", data, labels),
            priority=data.get("priority"),
            initiated_by="automation" if (data.get("additional_attributes") or {}).get("campaign_id") else None,
        )
        assignee = id_text((meta.get("assignee") or {}).get("id"))
        if solved == [] and status == "solved":
            self._event(ticket_id, any_time(data.get("updated_at")), "status_changed", "solved", "open", "solved", None)
        if assignee and not times:
            self.landed.notes["assignments without a time, not landed"] += 1

    def happened(self) -> None:
        """Escalations and resolutions from reporting events; else from who spoke and from a customer's return."""
        told = set()
        # a resolution by the bot is reported twice at one moment, as the conversation's and as the bot's: it is one
        by_bot = {
            (id_text(record.data.get("conversation_id")), str(record.data.get("event_end_time")))
            for record in self.export.of("reporting_event")
            if record.data.get("name") == "conversation_bot_resolved"
        }
        for record in self.export.of("reporting_event"):
            data, ticket_id = record.data, id_text(record.data.get("conversation_id"))
            try:
                at = any_time(data.get("event_end_time") or data.get("created_at"))
            except Refused as refused:
                self.landed.reject(record, "bad_value", str(refused))
                continue
            name, actor = data.get("name"), id_text(data.get("user_id"))
            if name == "conversation_resolved" and (ticket_id, str(data.get("event_end_time"))) in by_bot:
                continue
            if name in ("conversation_resolved", "conversation_bot_resolved"):
                by = "ai" if name == "conversation_bot_resolved" else "human" if actor else None
                self._event(ticket_id, at, "status_changed", f"resolved:{at}", "open", "solved", by, actor)
            elif name == "conversation_opened" and float_of(data.get("value")) > 0:
                self._event(ticket_id, at, "reopened", f"opened:{at}", "solved", "open", None)
            elif (
                name in ("conversation_bot_handoff", "conversation_captain_inference_handoff") and ticket_id not in told
            ):
                told.add(ticket_id)
                self._event(ticket_id, at, "escalated", "escalated", None, None, "ai", None)
        for ticket_id, (at, author) in self.person.items():
            if ticket_id not in told:
                self._event(ticket_id, at, "escalated", "escalated", None, author, "ai", None)

    def _event(self, ticket_id, at, event_type, suffix, was, now, actor_type, actor=None) -> None:
        self.landed.event(f"{ticket_id}:{suffix}", ticket_id, at, event_type, was, now, actor_type, actor)

    def satisfaction(self) -> None:
        """A survey's response and the message that asked are one answer: the response counts."""
        responded = set()
        for record in self.export.of("csat"):
            data = record.data
            ticket_id = id_text(data.get("conversation_id") or (data.get("conversation") or {}).get("display_id"))
            try:
                self._score(
                    ticket_id, any_time(data.get("created_at")), data.get("rating"), data.get("feedback_message")
                )
                responded.add(ticket_id)
            except Refused as refused:
                self.landed.reject(record, "bad_value", str(refused))
        for answer in self.answers:
            if answer["ticket_id"] not in responded:
                self._score(answer["ticket_id"], answer["at"], answer["rating"], answer["comment"])
        customers = {t["customer_id"] for t in self.landed.rows.get("tickets", ()) if t["customer_id"]}
        for customer_id in sorted(customers):
            self.landed.add("customers", customer_id=customer_id, name=self.names.get(customer_id))

    def _score(self, ticket_id, at, rating, comment) -> None:
        self.landed.add(
            "satisfaction",
            ticket_id=ticket_id,
            responded_at=at,
            score=str(rating),
            scale_max="5",
            scale_min="1",
            kind="csat",
            comment=comment,
        )

    def checks(self, export: Export) -> None:
        warn = self.landed.warnings.append
        for month, count in sorted(self.nameless.items()):
            if count:
                warn(
                    f"{month}: {count} of {self.outgoing[month]} outgoing messages have no sender; Captain "
                    "before May 2025 wrote so: "
                    "its answers are invisible"
                )
        lists = [
            r
            for r in export.of("conversation")
            if len(r.data.get("messages") or ()) == 1 and not r.data.get("_partial")
        ]
        if lists and not [
            r for r in export.of("message") if len(self.times.get(id_text(r.data.get("conversation_id")) or "", ())) > 1
        ]:
            warn(
                f"{len(lists)} conversations hold only their last message, as the list shows them: fetch their messages"
            )
        if not export.of("reporting_event"):
            warn(
                "no reporting events: when a conversation was resolved or reopened is not known from the messages; "
                "an escalation is the first person's answer after the AI"
            )
        offered = self.landed.notes["surveys offered and not answered"]
        if offered:
            warn(f"{offered} surveys were offered and never answered: no score lands for them")
