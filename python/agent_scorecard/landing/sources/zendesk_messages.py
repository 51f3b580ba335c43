"""Zendesk's messages: conversation logs, comments, descriptions and webhooks."""

from __future__ import annotations

import re

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, is_true, time_text
from agent_scorecard.landing.sources.mapping import newest
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Record
from agent_scorecard.landing.sources.zendesk_tickets import ZendeskTickets, ticket_of_file

MERGED_INTO = re.compile(r"This request was closed and merged into request #(\d+)")
SURVIVED = re.compile(
    r"Requests? ((?:#\d+(?:, | and )?)+).*?(?:was|were) closed and merged into this request", re.DOTALL
)
PASTED = re.compile(r"^##- Please type your reply above this line -##\s*")
SAME_WORDS_SECONDS = 10


class Messages(ZendeskTickets):
    """Who said what, and when: conversation logs, comments, descriptions and webhooks."""

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
        ticket_id = id_text(data.get("ticket_id")) or ticket_of_file(record.parent)
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
        ticket_id = id_text(data.get("ticket_id")) or ticket_of_file(record.parent)
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

    def _role(self, ticket_id: str | None, author_id: str | None, via: dict) -> tuple[str, str]:
        if via.get("channel") == "rule" or author_id in (None, "-1", "0"):
            return "system", "rule"
        role = (self.roles.get(author_id) or {}).get("role")
        if author_id == self.ticket.get(ticket_id or "", {}).get("customer_id"):
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

        if ticket_id not in self.logged or at is None:
            return False
        return any(
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
