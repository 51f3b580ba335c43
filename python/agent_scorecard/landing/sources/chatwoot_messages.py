"""Chatwoot's messages as landing rows: who wrote each, when, and what it says anew."""

from __future__ import annotations

import re
from collections import Counter

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed, newest
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Export, Record

TYPES = {"incoming": 0, "outgoing": 1, "activity": 2, "template": 3}
SENDERS = {"captain::assistant": "captain_assistant", "agentbot": "agent_bot", "contact": "contact", "user": "user"}


class Messages:
    """The messages of one export as landing rows, and what they tell of each conversation: its times, the AI, a person."""

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
