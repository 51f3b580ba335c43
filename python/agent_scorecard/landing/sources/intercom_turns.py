"""Intercom's turns: openers and parts as messages and events."""

from __future__ import annotations

from agent_scorecard.landing.sources.ids_and_times import id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Export, Record

NOTES = ("note", "note_and_reopen")
REOPENING = ("open", "assign_and_reopen", "note_and_reopen")
ASSIGNING = ("assignment", "assign_and_reopen", "default_assignment")
ESCALATED = ("escalated", "routed_to_team", "procedure_handoff")


class Turns:
    """What was said in conversations, and what happened between the words."""

    def __init__(self, landed: Landed, export: Export):
        self.landed, self.config = landed, landed.config
        self.parts: dict[str | None, list[Record]] = {}
        for record in export.of("part"):
            self.parts.setdefault(id_text(record.data.get("conversation_id")), []).append(record)
        self.customers: dict[str, str | None] = {}
        self.contacts = {id_text(r.data.get("id")): r.data for r in export.of("contact")}
        self.names: dict[str, str] = {}
        self.cut: list[str] = []
        self.contradicted: list[str] = []
        self.mirrored: list[str] = []
        self.bodiless = 0
        self.landed_ids: set[str] = set()
        self.has_ai_agent = False

    def _parts(self, data: dict, conversation_id: str) -> list[dict]:
        holder = data.get("conversation_parts") or data.get("ticket_parts") or {}
        nested = holder.get((data.get("conversation_parts") and "conversation_parts") or "ticket_parts") or []
        loose = [record.data for record in self.parts.get(conversation_id, ())]
        parts: dict[str | None, dict] = {}
        for part in [*nested, *loose]:
            identity = id_text(part.get("id"))
            if identity in parts:
                self.landed.notes["parts that repeat an id of their conversation"] += 1
            parts.setdefault(identity, part)
        return sorted(parts.values(), key=lambda p: float(p.get("created_at") or 0))

    def _opener(self, data: dict, conversation_id: str) -> dict | None:
        source = data.get("source") or {}
        attributes = data.get("ticket_attributes") or {}
        body = source.get("body") or attributes.get("_default_description_")
        if not body and not source.get("attachments"):
            return None
        author = source.get("author") or {"type": "user", "id": self._author_of(data, ("user",))}
        return {
            "id": f"source:{source.get('id') or conversation_id}",
            "part_type": "opener",
            "body": body,
            "author": author,
            "created_at": data.get("created_at"),
            "attachments": source.get("attachments"),
        }

    def _author_of(self, data: dict, types: tuple[str, ...]) -> str | None:
        author = (data.get("source") or {}).get("author") or {}
        return id_text(author.get("id")) if author.get("type") in types else None

    def _turns(self, conversation_id: str, turns: list[dict], customer: str | None) -> tuple:
        """Messages and status events; (Fin's first turn, the first person's turn after it, the last close)."""
        fin_at = escalated = closed_at = None
        is_closed = False
        for part in turns:
            at = time_text(part.get("created_at"), "s")
            said, body = self._message(conversation_id, part, at, customer)
            if said == "ai" and body:
                fin_at = fin_at or at
            if said == "human" and fin_at and body and escalated is None and part.get("part_type") not in NOTES:
                escalated = part
            kind, author = part.get("part_type"), part.get("author") or {}
            is_ai = bool(
                {
                    "from_ai_agent" if author.get("from_ai_agent") else "",
                    str(author.get("type")),
                    id_text(author.get("id")),
                }
                & self.config.ai
            )
            actor = "ai" if is_ai else self._base(author)
            if (actor == "customer" and is_closed) or (kind in REOPENING and is_closed):
                self._event(conversation_id, part, at, "reopened", "solved", "open", actor)
                is_closed = False
            elif kind == "close":
                self._event(conversation_id, part, at, "status_changed", "open", "solved", actor)
                is_closed, closed_at = True, at
            elif kind == "snoozed":
                self._event(conversation_id, part, at, "status_changed", "open", "pending", actor)
            elif kind in ("unsnoozed", "timer_unsnooze"):
                by = "timeout" if kind == "timer_unsnooze" else actor
                self._event(conversation_id, part, at, "status_changed", "pending", "open", by)
            if kind in ASSIGNING and id_text((part.get("assigned_to") or {}).get("id")) not in (None, "0"):
                self._event(conversation_id, part, at, "assigned", None, id_text(part["assigned_to"]["id"]), actor)
            if kind == "merged_primary_conversation":
                self.landed.notes["conversations that took in another by a merge; the other side is not named"] += 1
        return fin_at, escalated, closed_at

    def _message(
        self, conversation_id: str, part: dict, at: str | None, customer: str | None
    ) -> tuple[str, str | None]:
        author = part.get("author") or {}
        kind, base = str(author.get("type") or ""), self._base(author)
        body = plain_text(part.get("body"))
        if base == "customer" and customer and author.get("name"):
            self.names[customer] = author["name"]
        author_id = customer if base == "customer" and customer else id_text(author.get("id"))
        keys = [kind, id_text(author.get("id")) or "", "from_ai_agent" if author.get("from_ai_agent") else ""]
        # a bot's canned line is no message, unless it is the AI: Fin's turn, or one that was configured
        is_answer = bool(author.get("from_ai_agent") or self.config.ai.intersection(keys))
        said = self.landed.message(
            base=base,
            keys=keys,
            name=author.get("name") or "",
            ticket_id=conversation_id,
            sent_at=at,
            kind=f"{kind}{' from_ai_agent' if author.get('from_ai_agent') else ''}",
            author_id=author_id,
            body=body,
            message_id=f"{conversation_id}:{id_text(part.get('id'))}",
            is_public=part.get("part_type") not in NOTES and (base != "system" or is_answer),
            has_attachment=bool(part.get("attachments")) and base == "customer",
        )
        return said, body

    def _base(self, author: dict) -> str:
        kind = author.get("type")
        is_operator = author.get("name") == "Operator" or str(author.get("email") or "").startswith("operator+")
        if kind in ("user", "lead", "contact"):
            return "customer"
        if kind in ("admin", "teammate") and not is_operator:
            return "human"
        return "system"

    def _escalation(
        self, conversation_id: str, data: dict, parts: list[dict], fin_at: str | None, person: dict | None
    ) -> None:
        state = (data.get("ai_agent") or {}).get("resolution_state")
        if person is None and state not in ESCALATED:
            return
        if person is None:
            # Fin says so and nobody has answered yet: its own last part is when
            mine = [part for part in parts if (part.get("author") or {}).get("from_ai_agent")]
            person = mine[-1] if mine else {"id": "escalated", "created_at": data.get("updated_at"), "author": {}}
        at = time_text(person.get("created_at"), "s")
        is_person = self._base(person.get("author") or {}) == "human"
        self.landed.event(
            f"{conversation_id}:escalated",
            conversation_id,
            at,
            "escalated",
            now=id_text((person.get("author") or {}).get("id")) if is_person else None,
            actor_type="ai",
            reason="other" if state == "routed_to_team" else None,
        )

    def _event(self, conversation_id, part, at, event_type, was, now, actor) -> None:
        event_id = f"{conversation_id}:{id_text(part.get('id'))}:{event_type}"
        who = id_text((part.get("author") or {}).get("id"))
        self.landed.event(event_id, conversation_id, at, event_type, was, now, actor, who)


def fin_reason(text: str | None) -> str:
    """Fin's reason in the contract's words.

    >>> fin_reason("Escalation requested by user"), fin_reason("Escalation rule: refunds"), fin_reason("Routed to team")
    ('customer_asked', 'policy', 'other')
    """
    text = text or ""
    if text.startswith("Escalation requested"):
        return "customer_asked"
    if text.startswith("Escalation rule"):
        return "policy"
    return "failed_attempts" if "without resolution" in text else "other"
