"""Zendesk: API JSON in a folder, or the tables of Fivetran, Airbyte and dlt.

Tickets, comments, audits, conversation logs, users, ratings and surveys. Words of a messaging ticket, the AI's included,
are only in its conversation log (Fivetran: ticket_chat_event): without it the landing stops. The rules here are the
same for every way in; `zendesk_loaders` brings loaders' rows to the API's shape.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from agent_scorecard.landing.sources import zendesk_loaders
from agent_scorecard.landing.sources.mapping import (
    Landed,
    Refused,
    chosen,
    id_text,
    is_true,
    newest,
    plain_text,
    time_text,
)
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape

NAME = "zendesk"
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
STATUSES = {"hold": "on_hold", "on-hold": "on_hold"}
MESSAGING = ("native_messaging", "messaging", "chat", "whatsapp", "instagram_dm", "line")
MERGED_INTO = re.compile(r"This request was closed and merged into request #(\d+)")
SURVIVED = re.compile(
    r"Requests? ((?:#\d+(?:, | and )?)+).*?(?:was|were) closed and merged into this request", re.DOTALL
)
PASTED = re.compile(r"^##- Please type your reply above this line -##\s*")
SAME_WORDS_SECONDS = 10


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if stream:
        if stream not in STREAMS:
            raise UnknownShape(f"the stream {stream} is not mapped; known are {', '.join(STREAMS)}")
        yield STREAMS[stream], document
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
    state = _State(landed, export)
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


class _State:
    """One export on its way into landing rows."""

    def __init__(self, landed: Landed, export: Export):
        self.landed, self.export, self.config = landed, export, landed.config
        self.roles = {id_text(r.data.get("id")): r.data for r in export.of("user")}
        self.ticket: dict[str, dict] = {}
        self.changes: dict[str, list[dict]] = defaultdict(list)
        self.first_ai: dict[str, str] = {}
        self.logged: set[str] = set()
        self.merged: dict[str, tuple[str, str]] = {}
        self.said: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for record in export.of("audit", "change"):
            self._collect_changes(record)

    def _collect_changes(self, record: Record) -> None:
        data = record.data
        try:
            ticket_id, at = id_text(data.get("ticket_id")) or _numbers(record.parent), time_text(data.get("created_at"))
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

    # --- tickets

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
        status = _status(data.get("status"))
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
            if change["field"] == "status" and _status(change["value"]) in values
        ]
        return max(times) if times else None

    # --- messages

    def turns(self) -> None:
        logs = newest(self.export.of("log"), self._log_key, lambda r: 0)
        self.landed.notes["turns read twice"] += len(self.export.of("log")) - len(logs)
        comments = [*self.export.of("comment"), *self._comments_of_audits()]
        found = newest(comments, lambda r: id_text(r.data.get("id")), lambda r: str(r.data.get("updated_at") or ""))
        self.landed.notes["comments read twice"] += len(comments) - len(found)
        for record in self.export.of("webhook"):
            self._guard(record, self._webhook)
        for record in sorted(logs.values(), key=lambda r: str(r.data.get("received_at") or r.data.get("created_at"))):
            self._guard(record, self._log)
        for record in sorted(found.values(), key=lambda r: str(r.data.get("created_at"))):
            self._guard(record, self._comment)
        spoken = {row["ticket_id"] for row in self.landed.rows.get("messages", ())}
        for ticket_id, ticket in self.ticket.items():
            if ticket_id not in spoken and ticket["_description"]:
                self._description(ticket)

    def _log_key(self, record: Record) -> str:
        return id_text(record.data.get("id")) or f"{record.file}:{record.number}"

    def _comments_of_audits(self) -> list[Record]:
        found = []
        for record in self.export.of("audit"):
            for event in record.data.get("events", ()):
                if event.get("type") == "Comment":
                    filled = {"author_id": record.data.get("author_id"), "created_at": record.data.get("created_at")}
                    data = {
                        **event,
                        **{k: event.get(k) or v for k, v in filled.items()},
                        "ticket_id": record.data.get("ticket_id"),
                    }
                    data.setdefault("via", record.data.get("via"))
                    found.append(Record("comment", data, record.file, record.number, record.parent))
        return found

    def _guard(self, record: Record, rule) -> None:
        try:
            rule(record)
        except Refused as refused:
            self.landed.reject(record, "bad_value", str(refused))

    def _webhook(self, record: Record) -> None:
        event, data = record.data.get("event") or {}, record.data
        actor, message = event.get("actor") or {}, event.get("message") or {}
        kind = str(actor.get("type"))
        base = {"end_user": "customer", "end-user": "customer", "agent": "human"}.get(kind, "system")
        ticket_id = id_text((data.get("detail") or {}).get("id"))
        self._say(
            ticket_id,
            id_text(message.get("id")),
            time_text(data.get("time")),
            base,
            kind,
            [str(actor.get("id")), kind],
            str(actor.get("id")),
            actor.get("name"),
            message.get("body"),
            True,
        )

    def _log(self, record: Record) -> None:
        data = record.data
        ticket_id = id_text(data.get("ticket_id")) or _numbers(record.parent)
        if ticket_id is None:
            raise Refused("the conversation log does not say its ticket: name the file <ticket_id>.json")
        author, content = data.get("author") or {}, data.get("content") or {}
        kind, source = str(author.get("type")).lower(), (data.get("source") or {}).get("type")
        is_public = is_true((data.get("metadata") or {}).get("public"))
        is_public = True if is_public is None else is_public
        text = content.get("text") or content.get("body")
        text = text.get("text") if isinstance(text, dict) else text
        body = plain_text(str(text).replace('\\"', '"')) if text else None
        user = id_text(author.get("zen:support:user_id"))
        base = {"user": "customer", "end-user": "customer", "agent": "human"}.get(kind, "system")
        if source in ("zd:surveys",):
            base = "system"
        if base == "customer" and not is_public:
            base = "system"  # "Conversation with …": the ticket's opening, which nobody wrote
        author_id = source if base == "system" and (user in (None, "-1")) and source else user
        at = time_text(data.get("received_at") or data.get("created_at"))
        if data.get("type") != "Comment":
            self.logged.add(ticket_id)
        elif self._was_said(ticket_id, user, body, at):
            self.landed.notes["comments that repeat a turn of the conversation log"] += 1
            return
        self._say(
            ticket_id,
            id_text(data.get("id")),
            at,
            base,
            f"{kind} {source or ''}".strip(),
            [source, kind, user, author_id],
            author_id,
            author.get("display_name"),
            body,
            is_public,
        )

    def _comment(self, record: Record) -> None:
        data = record.data
        ticket_id = id_text(data.get("ticket_id")) or _numbers(record.parent)
        if ticket_id is None:
            raise Refused("a comment does not say its ticket: name the file comments/<ticket_id>.json")
        author_id, at = id_text(data.get("author_id")), time_text(data.get("created_at"))
        is_public = is_true(data.get("public", data.get("is_public", True)))
        body = data.get("plain_body") or plain_text(data.get("body") or data.get("html_body"))
        body = PASTED.sub("", body.replace("&nbsp;", " ").strip()) if body else None
        via = data.get("via") or {}
        base, kind = self._role(ticket_id, author_id, via)
        if base == "customer" and is_public is False:
            base = "system"
        self._note_merge(ticket_id, body, at)
        if at is None:
            raise Refused("a comment has no created_at")
        if self._was_said(ticket_id, author_id, body, at):
            self.landed.notes["comments that repeat a turn of the conversation log"] += 1
            return
        name = (self.roles.get(author_id) or {}).get("name")
        self._say(
            ticket_id,
            id_text(data.get("id")),
            at,
            base,
            kind,
            [author_id],
            author_id,
            name,
            body,
            is_public,
            has_attachment=bool(data.get("attachments")),
        )

    def _description(self, ticket: dict) -> None:
        """A ticket whose comments were not exported still has its first words."""
        self.landed.notes["tickets whose comments are missing: the description is their only message"] += 1
        customer = ticket["customer_id"]
        base, kind = self._role(ticket["ticket_id"], customer, {})
        self._say(
            ticket["ticket_id"],
            f"{ticket['ticket_id']}:description",
            ticket["created_at"],
            base,
            kind,
            [customer],
            customer,
            None,
            plain_text(ticket["_description"]),
            True,
        )

    def _role(self, ticket_id: str, author_id: str | None, via: dict) -> tuple[str, str]:
        if via.get("channel") == "rule" or author_id in (None, "-1", "0"):
            return "system", "rule"
        role = (self.roles.get(author_id) or {}).get("role")
        if author_id == self.ticket.get(ticket_id, {}).get("customer_id"):
            return "customer", role or "requester"
        if role:
            return ("customer" if role == "end-user" else "human"), role
        self.landed.notes["messages by users that were not exported, taken as the support team's"] += 1
        return "human", "unknown user"

    def _say(self, ticket_id, message_id, at, base, kind, keys, author_id, name, body, is_public, **more) -> None:
        said = self.landed.message(
            base=base,
            keys=[key for key in keys if key],
            name=name or "",
            kind=kind,
            ticket_id=ticket_id,
            message_id=message_id,
            sent_at=at,
            author_id=author_id,
            body=body,
            is_public=is_public,
            channel=self.ticket.get(ticket_id, {}).get("channel"),
            **more,
        )
        self.said[ticket_id].append((author_id, body, at))
        if said == "ai" and is_public and ticket_id:
            self.first_ai[ticket_id] = min(self.first_ai.get(ticket_id) or at, at)

    def _was_said(self, ticket_id: str, author_id: str | None, body: str | None, at: str | None) -> bool:
        from datetime import datetime

        return ticket_id in self.logged and any(
            same == author_id
            and words == body
            and abs((datetime.fromisoformat(at) - datetime.fromisoformat(then)).total_seconds()) <= SAME_WORDS_SECONDS
            for same, words, then in self.said[ticket_id]
        )

    def _note_merge(self, ticket_id: str, body: str | None, at: str | None) -> None:
        if found := MERGED_INTO.search(body or ""):
            self.merged[ticket_id] = (found[1], at)
        if found := SURVIVED.search(body or ""):
            for loser in re.findall(r"#(\d+)", found[1]):
                self.merged.setdefault(loser, (ticket_id, at))

    # --- what happened

    def events(self) -> None:
        for ticket_id, changes in self.changes.items():
            self._status_events(ticket_id, [c for c in changes if c["field"] == "status"])
            self._assignments(ticket_id, [c for c in changes if c["field"] in ("assignee_id", "group_id")])
        for ticket_id, ticket in self.ticket.items():
            self._tagged(ticket_id, ticket)
            if original := ticket["_follow_up_of"]:
                self._event(
                    original,
                    ticket["created_at"],
                    "reopened",
                    f"{ticket_id}:follow_up",
                    "closed",
                    "open",
                    "customer",
                    ticket["customer_id"],
                )
        for loser, (survivor, at) in self.merged.items():
            if loser in self.ticket:
                self.ticket[loser]["merged_into_ticket_id"] = survivor
            self._event(loser, at, "merged", f"{loser}:merged:{survivor}", None, survivor)
        for ticket in self.ticket.values():
            self.landed.add("tickets", **{name: value for name, value in ticket.items() if name[0] != "_"})

    def _status_events(self, ticket_id: str, changes: list[dict]) -> None:
        before = None
        for change in sorted(changes, key=lambda c: (c["at"], not c["is_first"])):
            was, now = _status(change["before"]) or before, _status(change["value"])
            before = now
            if now == was or (was is None and now not in ("solved", "closed")):
                continue
            kind = "reopened" if was == "solved" and now in ("new", "open", "pending", "on_hold") else "status_changed"
            actor = change["actor_type"] or self._actor_type(ticket_id, change["actor"])
            self._event(
                ticket_id,
                change["at"],
                kind,
                f"{ticket_id}:status:{change['at']}:{now}",
                was,
                now,
                actor,
                change["actor"],
            )

    def _assignments(self, ticket_id: str, changes: list[dict]) -> None:
        before: dict[str, str | None] = {}
        spoke, is_escalated = self.first_ai.get(ticket_id), False
        for change in sorted(changes, key=lambda c: c["at"]):
            was, now = id_text(change["before"]) or before.get(change["field"]), id_text(change["value"])
            before[change["field"]] = now
            if now is None or now == was:
                continue
            actor = change["actor_type"] or self._actor_type(ticket_id, change["actor"])
            of = f"{ticket_id}:{change['field']}:{change['at']}:{now}"
            if change["field"] == "assignee_id":
                self._event(ticket_id, change["at"], "assigned", of, was, now, actor, change["actor"])
            is_person = now not in self.config.ai
            if spoke and change["at"] >= spoke and is_person and not is_escalated:
                is_escalated = True
                self._event(
                    ticket_id, change["at"], "escalated", f"{ticket_id}:escalated", was, now, actor, change["actor"]
                )

    def _tagged(self, ticket_id: str, ticket: dict) -> None:
        """An escalation by a configured tag, where no assignment told it."""
        told = (
            {row["event_id"] for row in self.landed.rows.get("ticket_events", ())}
            if self.config.escalation_tags
            else ()
        )
        if self.config.escalation_tags & set(ticket["_tags"]) and f"{ticket_id}:escalated" not in told:
            at = self.first_ai.get(ticket_id) or ticket["created_at"]
            self._event(ticket_id, at, "escalated", f"{ticket_id}:escalated", None, ticket["_assignee"])

    def _actor_type(self, ticket_id: str, actor: str | None) -> str | None:
        if actor is None:
            return None
        if actor in self.config.ai:
            return "ai"
        base, _ = self._role(ticket_id, actor, {}) if actor in self.roles else ("human", "")
        return base

    def _event(self, ticket_id, at, event_type, event_id, was, now, actor_type=None, actor=None) -> None:
        self.landed.add(
            "ticket_events",
            event_id=event_id,
            ticket_id=ticket_id,
            occurred_at=at,
            event_type=event_type,
            from_value=was,
            to_value=now,
            actor_type=actor_type,
            actor_id=actor,
        )

    # --- satisfaction and people

    def satisfaction(self) -> None:
        answered: set[str] = set()
        for record in self.export.of("rating", "survey"):
            self._guard(record, self._rating if record.kind == "rating" else self._survey)
        answered |= {row["ticket_id"] for row in self.landed.rows.get("satisfaction", ())}
        for ticket_id, changes in self.changes.items():
            comments = [c["value"] for c in changes if c["field"] == "satisfaction_comment"]
            for change in changes:
                if change["field"] == "satisfaction_score" and ticket_id not in answered:
                    self._score(ticket_id, change["value"], change["at"], comments[-1] if comments else None)
        answered |= {row["ticket_id"] for row in self.landed.rows.get("satisfaction", ())}
        for ticket_id, ticket in self.ticket.items():
            rating = ticket["_rating"] or {}
            is_open = ticket_id not in answered and rating.get("score")
            if is_open and self._score(ticket_id, rating["score"], ticket["updated_at"], rating.get("comment")):
                self.landed.notes["ratings dated by the ticket's last update: export satisfaction_ratings"] += 1

    def _rating(self, record: Record) -> None:
        data = record.data
        self._score(
            id_text(data.get("ticket_id")), data.get("score"), time_text(data.get("updated_at")), data.get("comment")
        )

    def _score(self, ticket_id: str, score, at: str, comment: str | None) -> bool:
        """good is 1 and bad 0 of 1; a survey that was offered is no answer."""
        word = str(score or "").lower()
        if word.startswith(("good", "bad")):
            self.landed.add(
                "satisfaction",
                ticket_id=ticket_id,
                responded_at=at,
                score="1" if word.startswith("good") else "0",
                scale_max="1",
                scale_min="0",
                kind="csat",
                comment=comment,
            )
            return True
        self.landed.notes["surveys offered and not answered"] += word in ("offered", "unoffered")
        return False

    def _survey(self, record: Record) -> None:
        data = record.data
        ticket_id = next(
            (id_text(s.get("id")) for s in data.get("subjects") or () if "ticket" in str(s.get("type"))), None
        )
        answers = data.get("answers") or []
        rating = next((a for a in answers if a.get("rating") is not None), None)
        words = next((a.get("value") for a in answers if a.get("type") == "open_ended"), None)
        if rating is None:
            self.landed.notes["surveys offered and not answered"] += 1
            return
        at = time_text(rating.get("updated_at") or rating.get("created_at") or data.get("updated_at"))
        self.landed.add(
            "satisfaction",
            ticket_id=ticket_id,
            responded_at=at,
            score=str(rating["rating"]),
            scale_max=str(rating.get("scale_max", 5)),
            scale_min="1",
            kind="csat",
            comment=words,
        )

    def people(self) -> None:
        customers = {t["customer_id"]: t["account_id"] for t in self.ticket.values() if t["customer_id"]}
        for user_id, user in self.roles.items():
            if user.get("role") == "end-user" and user_id:
                customers[user_id] = id_text(user.get("organization_id")) or customers.get(user_id)
        for customer_id, account_id in sorted(customers.items()):
            user = self.roles.get(customer_id) or {}
            created, name = time_text(user.get("created_at")), user.get("name")
            self.landed.add("customers", customer_id=customer_id, account_id=account_id, created_at=created, name=name)

    def checks(self) -> None:
        missing = sorted(t for t, ticket in self.ticket.items() if ticket["_is_messaging"] and t not in self.logged)
        spoke = {row["ticket_id"] for row in self.landed.rows.get("messages", ()) if row["author_type"] == "ai"}
        if missing and not spoke & set(missing):
            self.landed.stop(
                "conversation_log",
                f"AI turns of {len(missing)} messaging tickets are missing ({', '.join(missing[:5])}…): export "
                "GET /tickets/{id}/conversation_log (Fivetran: ticket_chat_event), else the AI is invisible",
            )
        elif missing:
            self.landed.warnings.append(
                f"{len(missing)} messaging tickets have no conversation log; their words are taken from the comments, "
                "where the configured AI wrote in others of them"
            )
        offered = self.landed.notes["surveys offered and not answered"]
        if offered:
            told = f"{offered} surveys were offered and never answered: no score lands for them"
            self.landed.warnings.append(told)


def _status(value) -> str | None:
    if value in (None, ""):
        return None
    word = str(value).strip().lower()
    return STATUSES.get(word, word)


def _numbers(stem: str) -> str | None:
    """The ticket of a file that is named by it: `123.json`, `conversation_log_ticket_123.json`."""
    found = re.fullmatch(r"(?:.*?[_-])?(\d+)", stem)
    return found[1] if found else None
