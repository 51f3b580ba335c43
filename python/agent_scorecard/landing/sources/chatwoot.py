"""Chatwoot: API JSON (conversations, messages, CSAT, reporting events), or the tables of its own PostgreSQL.

The API's conversation id is the display id; the database's is another. Zero is not a time. Activity and template rows
are not messages. `chatwoot_tables` brings the database's rows to the API's shape.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from agent_scorecard.landing.sources import chatwoot_tables
from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed, newest
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape, inside
from agent_scorecard.landing.sources.source_config import chosen

NAME = "chatwoot"
CANDIDATES = {"captain_assistant": "Captain", "agent_bot": "an agent bot"}
LOADER_TABLES = chatwoot_tables.TABLES
STATUSES = {"open": "open", "resolved": "solved", "pending": "open", "snoozed": "on_hold"}
TYPES = {"incoming": 0, "outgoing": 1, "activity": 2, "template": 3}
SENDERS = {"captain::assistant": "captain_assistant", "agentbot": "agent_bot", "contact": "contact", "user": "user"}
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


class _State:
    """One export on its way into landing rows."""

    def __init__(self, landed: Landed, export: Export):
        self.landed, self.export, self.config = landed, export, landed.config
        self.conversations: dict[str, Record] = {}
        for record in export.of("conversation"):
            identity = id_text(record.data.get("id"))
            if identity is None:
                landed.reject(record, "bad_value", "a conversation has no id")
            elif record.data.get("_partial") and identity in self.conversations:
                continue
            else:
                self.conversations[identity] = record
        self.reported: dict[str | None, list[dict]] = {}
        for record in export.of("reporting_event"):
            self.reported.setdefault(id_text(record.data.get("conversation_id")), []).append(record.data)
        self.times: dict[str, list[str]] = {}
        self.first_ai: dict[str, str] = {}
        self.person: dict[str, tuple[str, str]] = {}
        self.outgoing: Counter[str] = Counter()
        self.nameless: Counter[str] = Counter()
        self.customers: dict[str, str | None] = {}
        self.answers: list[dict] = []
        self.names: dict[str, str] = {}

    # --- messages

    def messages(self) -> None:
        records = self.export.of("message")
        found = newest(records, lambda r: id_text(r.data.get("id")), lambda r: str(r.data.get("updated_at") or ""))
        self.landed.notes["messages that repeat an id: the newest counts"] += len(records) - len(found)
        for record in sorted(
            found.values(), key=lambda r: (float_of(r.data.get("created_at")), int(id_text(r.data["id"]) or 0))
        ):
            try:
                self._message(record.data)
            except Refused as refused:
                self.landed.reject(record, "bad_value", str(refused))

    def _message(self, data: dict) -> None:
        ticket_id, at = id_text(data.get("conversation_id")), any_time(data.get("created_at"))
        if at is None:
            raise Refused("a message has no created_at")
        said = data.get("message_type")
        type_number = TYPES[said] if isinstance(said, str) and said in TYPES else int(str(said))
        attributes = data.get("content_attributes") or {}
        sender = data.get("sender") or {}
        kind = sender_type(sender.get("type") or data.get("sender_type"))
        base, kind = self._base(type_number, kind, attributes, data.get("additional_attributes") or {})
        number = id_text(sender.get("id") or data.get("sender_id"))
        author_id = number if kind in ("user", "contact") else f"{kind}:{number}" if number else None
        body = self._words(data, attributes)
        if base == "customer" and author_id and sender.get("name"):
            self.names[author_id] = sender["name"]
        is_public = not data.get("private") and base != "system"
        keys = [kind, f"{kind}:{number}" if number else "", number if kind == "user" else ""]
        is_bot = kind in ("captain_assistant", "agent_bot")
        said = self.landed.message(
            base=base,
            keys=keys,
            name=sender.get("name") or "",
            kind=kind,
            ticket_id=ticket_id,
            author_id=author_id,
            message_id=id_text(data["id"]),
            sent_at=at,
            body=body,
            is_public=is_public or (is_bot and not data.get("private")),
            has_attachment=bool(data.get("attachments")) and base == "customer",
            updated_at=any_time(data.get("updated_at")),
        )
        self._note(ticket_id, at, said, author_id, is_public or (is_bot and not data.get("private")), data, attributes)

    def _note(self, ticket_id, at, said, author_id, is_public, data, attributes) -> None:
        self.times.setdefault(ticket_id, []).append(at)
        if said == "customer" and author_id:
            self.customers.setdefault(ticket_id, author_id)
        if said == "ai" and is_public:
            self.first_ai.setdefault(ticket_id, at)
        if said == "human" and is_public and ticket_id in self.first_ai:
            self.person.setdefault(ticket_id, (at, author_id))
        answer = (
            (attributes.get("submitted_values") or {}).get("csat_survey_response")
            if isinstance(attributes.get("submitted_values"), dict)
            else None
        )
        if data.get("content_type") in ("input_csat", 9) and not answer:
            self.landed.notes["surveys offered and not answered"] += 1
        if answer and answer.get("rating") is not None:
            self.answers.append(
                {
                    "ticket_id": ticket_id,
                    "at": any_time(data.get("updated_at")) or at,
                    "rating": answer["rating"],
                    "comment": answer.get("feedback_message"),
                }
            )

    def _base(self, type_number: int, kind: str, attributes: dict, additional: dict) -> tuple[str, str]:
        if type_number in (2, 3):
            return "system", "activity" if type_number == 2 else "template"
        if type_number == 0:
            return "customer", "contact"
        if attributes.get("automation_rule_id") or additional.get("campaign_id"):
            return "system", "automation"
        if attributes.get("external_echo"):
            return "human", kind or "external_echo"
        if kind == "user":
            return "human", kind
        return "system", kind or "no sender"

    def _words(self, data: dict, attributes: dict) -> str | None:
        if attributes.get("deleted"):
            return None
        email = attributes.get("email") or {}
        reply = next((found for kind in ("text", "html") if (found := new_words(email.get(f"{kind}_content")))), None)
        if data.get("message_type") in (1, "outgoing"):
            month = (any_time(data.get("created_at")) or "")[:7]
            self.outgoing[month] += 1
            is_nameless = not data.get("sender") and not data.get("sender_type")
            self.nameless[month] += (
                is_nameless and not attributes.get("automation_rule_id") and not attributes.get("external_echo")
            )
        return plain_text(reply or data.get("content"))

    # --- tickets

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
        self.landed.add(
            "ticket_events",
            event_id=f"{ticket_id}:{suffix}",
            ticket_id=ticket_id,
            occurred_at=at,
            event_type=event_type,
            from_value=was,
            to_value=now,
            actor_type=actor_type,
            actor_id=actor,
        )

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


def new_words(content: dict | None) -> str | None:
    """What a mail says anew: `reply`, or `quoted` where `reply` is that with the thread after it, as in real payloads.

    >>> new_words({"reply": "Yes.\\n\\nOn Monday Sam wrote:\\n> Really?", "quoted": "Yes."})
    'Yes.'
    >>> new_words({"reply": "Yes.", "quoted": "> Really?"})
    'Yes.'
    """
    reply, quoted = ((content or {}).get(name) for name in ("reply", "quoted"))
    is_beginning = quoted and reply and " ".join(reply.split()).startswith(" ".join(quoted.split()))
    return quoted if is_beginning else reply


def float_of(value) -> float:
    """A number for sorting; text that is none counts as 0."""
    return float(value) if value is not None and re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else 0.0


def any_time(value) -> str | None:
    """Epoch seconds (0 is none), ISO, or naive UTC text.

    >>> any_time(0), any_time(1775001600), any_time("2020-03-03 13:05:57 UTC")
    (None, '2026-04-01T00:00:00+00:00', '2020-03-03T13:05:57+00:00')
    """
    is_number = value is not None and re.fullmatch(r"\d+(\.\d+)?", str(value))
    return time_text(value, "s" if is_number else "iso", zero_is_null=True)


def sender_type(value) -> str:
    """A sender's type in the API's spelling."""
    text = str(value or "").lower()
    return SENDERS.get(text, text)
