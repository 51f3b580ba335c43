"""Intercom: conversations by id (API JSON), or the tables of Fivetran and Airbyte.

The opener is not among the parts; words are in parts of any type; Fin's turns are `author.from_ai_agent`, and neither
`type: bot` nor the name Fin means the AI. `intercom_loaders` brings loaders' rows to the API's shape.
"""

from __future__ import annotations

from pathlib import Path

from agent_scorecard.landing.sources import intercom_loaders
from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.intercom_scores import Scores
from agent_scorecard.landing.sources.mapping import Landed, newest
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape, kind_of_stream
from agent_scorecard.landing.sources.source_config import chosen

NAME = "intercom"
CANDIDATES = {"from_ai_agent": "Fin's turns", "fin": "the Fin Agent API"}
LOADER_TABLES = intercom_loaders.TABLES
STREAMS = {
    "conversations": "conversation",
    "conversation_parts": "part",
    "contacts": "contact",
    "admins": "admin",
    "tickets": "ticket",
    "tags": "tag",
}
STATUSES = {"open": "open", "snoozed": "pending", "closed": "solved"}
PART_LIMIT = 500
# help desks whose case a conversation of Fin may only mirror
OTHERS = ("zendesk", "salesforce", "hubspot", "freshdesk")


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if stream:
        yield kind_of_stream(stream, STREAMS), document
        return
    for key in ("conversations", "data"):
        if isinstance(document.get(key), list):
            yield from ((element.get("type", "conversation"), element) for element in document[key])
            return
    kind = document.get("type") or document.get("object")
    if kind == "conversation_part":
        yield "part", document
    elif kind in ("conversation", "ticket", "contact", "admin"):
        yield kind, document
    elif (
        "event_name" in document
        or {"status", "conversation_id"} <= set(document)
        or "intercom_conversation_id" in document
    ):
        yield "fin_event", document
    else:
        raise UnknownShape(
            f"this is no export of Intercom: expected conversations (by id), tickets, contacts or admins; "
            f"found the keys {', '.join(sorted(document)[:12])}"
        )


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    export = intercom_loaders.as_api(export, landed)
    state = _State(landed, export)
    found = newest(
        export.of("conversation"), lambda r: id_text(r.data.get("id")), lambda r: float(r.data.get("updated_at") or 0)
    )
    records = export.of("conversation")
    for name in ("created_at", "state"):
        if len(records) > 1 and not any(name in record.data or record.data.get("deleted") for record in records):
            raise ValueError(f"{records[0].file}: no conversation has {name}; was it renamed at the source?")
    landed.notes["older versions of a conversation"] += len(records) - len(found)
    for record in [*found.values(), *export.of("ticket")]:
        mark = {name: len(rows) for name, rows in landed.rows.items()}
        try:
            state.conversation(record)
        except Refused as refused:
            for name, rows in landed.rows.items():
                del rows[mark.get(name, 0) :]
            landed.reject(record, "bad_value", str(refused))
    state.fin_events(export.of("fin_event"))
    for customer_id, account_id in sorted(state.customers.items()):
        called = (state.contacts.get(customer_id) or {}).get("name") or state.names.get(customer_id)
        landed.add("customers", customer_id=customer_id, account_id=account_id, name=called)
    state.checks()


class _State(Scores):
    """One export on its way into landing rows."""

    def conversation(self, record: Record) -> None:
        data, conversation_id = record.data, id_text(record.data.get("id"))
        if conversation_id is None:
            raise Refused("a conversation has no id")
        if data.get("deleted"):
            at = time_text(data.get("updated_at") or data.get("created_at"), "s")
            if at is None:
                raise Refused("a deleted conversation says no time; the status of what was landed before stays")
            self.landed.add("tickets", ticket_id=conversation_id, created_at=at, status="deleted", updated_at=at)
            return
        if conversation_id in self.landed_ids:
            self.landed.notes["tickets that are also conversations, landed once"] += 1
            return
        self.landed_ids.add(conversation_id)
        contact = (((data.get("contacts") or {}).get("contacts")) or [{}])[0]
        customer = id_text(contact.get("id")) or self._author_of(data, ("user", "lead"))
        company = id_text((data.get("company") or {}).get("id")) or id_text(data.get("company_id"))
        if customer:
            self.customers[customer] = company or self.customers.get(customer)
        parts = self._parts(data, conversation_id)
        opener = self._opener(data, conversation_id)
        turns = [part for part in [opener, *parts] if part]
        fin_at, escalated, closed_at = self._turns(conversation_id, turns, customer)
        self._escalation(conversation_id, data, parts, fin_at, escalated)
        self._ticket(conversation_id, data, customer, company, closed_at, turns)
        self._ratings(conversation_id, data)
        self._judgements(conversation_id, data)
        self._counts(conversation_id, data, parts, fin_at)
        named = data.get("external_references") or ()
        if any(str(each.get("type")).lower() in OTHERS for each in named if isinstance(each, dict)):
            self.mirrored.append(conversation_id)

    def _ticket(self, conversation_id, data, customer, company, closed_at, turns) -> None:
        source = data.get("source") or {}
        state = data.get("state") or (
            (data.get("ticket_state") or {}).get("category")
            if isinstance(data.get("ticket_state"), dict)
            else data.get("ticket_state")
        )
        status = {
            **STATUSES,
            "submitted": "open",
            "in_progress": "open",
            "waiting_on_customer": "pending",
            "resolved": "solved",
        }.get(str(state))
        if status is None:
            raise Refused(f"unknown state {state!r}")
        tags = [tag.get("name") for tag in (data.get("tags") or {}).get("tags") or () if tag.get("name")]
        delivered = source.get("delivered_as")
        statistics = data.get("statistics") or {}
        wrote = any(self._base(part.get("author") or {}) == "customer" and part.get("body") for part in turns)
        if delivered not in (None, "customer_initiated") and not wrote:
            self.landed.notes["outbound conversations that nobody answered"] += 1
        by = (
            "customer"
            if delivered in (None, "customer_initiated")
            else "human"
            if delivered == "admin_initiated"
            else "automation"
        )
        channel = (data.get("channel") or {}).get("initial") if isinstance(data.get("channel"), dict) else None
        self.landed.add(
            "tickets",
            ticket_id=conversation_id,
            created_at=time_text(data.get("created_at"), "s"),
            status=status,
            updated_at=time_text(data.get("updated_at"), "s"),
            solved_at=(closed_at or time_text(statistics.get("last_close_at"), "s")) if status == "solved" else None,
            customer_id=customer,
            account_id=company,
            channel=channel or source.get("type"),
            category=chosen(self.config, "category", data, tags),
            product_area=chosen(self.config, "product_area", data, tags),
            language=chosen(self.config, "language", data, tags),
            brand=chosen(self.config, "brand", data, tags),
            subject=plain_text(data.get("title") or source.get("subject")),
            priority=str(data.get("priority") or "") or None,
            is_test=source.get("type") in ("fin_preview", "workflow_preview") or None,
            initiated_by=by,
        )

    def _counts(self, conversation_id: str, data: dict, parts: list[dict], fin_at: str | None) -> None:
        holder = data.get("conversation_parts") or {}
        stated = max(
            int(holder.get("total_count") or 0),
            int((data.get("statistics") or {}).get("count_conversation_parts") or 0),
        )
        if stated > len(parts) or len(parts) >= PART_LIMIT:
            self.cut.append(f"{conversation_id} ({len(parts)} of {stated or 'at least 500'})")
        if (
            data.get("type") == "conversation"
            and "conversation_parts" not in data
            and conversation_id not in self.parts
        ):
            self.bodiless += 1
        agent, took_part = data.get("ai_agent"), data.get("ai_agent_participated")
        self.has_ai_agent |= agent is not None
        spoke = any((part.get("author") or {}).get("from_ai_agent") for part in parts)
        source_spoke = ((data.get("source") or {}).get("author") or {}).get("from_ai_agent")
        if (took_part is True and not (spoke or source_spoke)) or (
            took_part is False and (spoke or source_spoke or agent)
        ):
            self.contradicted.append(conversation_id)

    def checks(self) -> None:
        warn = self.landed.warnings.append
        if self.mirrored:
            self.landed.stop(
                "mirrored",
                f"{len(self.mirrored)} conversations name the ticket of another help desk that they mirror "
                f"({', '.join(self.mirrored[:5])}): land one side only, else every case counts twice",
            )
        if self.cut:
            warn(
                f"{len(self.cut)} conversations are cut: fewer parts than counted, or the API's limit of {PART_LIMIT}: "
                f"{', '.join(self.cut[:5])}. The oldest parts, the customer's question among them, may be missing"
            )
        if self.contradicted:
            warn(
                f"{len(self.contradicted)} conversations contradict themselves: ai_agent_participated says "
                "one thing and the parts another "
                f"({', '.join(self.contradicted[:5])}); fetch them by id with a current Intercom-Version"
            )
        if self.bodiless:
            warn(f"{self.bodiless} conversations come from a list or a search, which carry no parts: fetch them by id")
        if "from_ai_agent" in self.config.ai and self.landed_ids and not self.has_ai_agent:
            warn("every ai_agent is null although Fin is configured: the feature is off, or the token may not read it")
        offered = self.landed.notes["surveys offered and not answered"]
        if offered:
            warn(f"{offered} surveys were offered and never answered: no score lands for them")
        unlinked = self.landed.notes["escalations of Fin into a conversation of their own, not linked to the first"]
        if unlinked:
            warn(
                f"{unlinked} unlinked escalations: Fin closed one conversation and opened another; containment is an upper bound"
            )
