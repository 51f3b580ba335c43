"""Zendesk's events, ratings and people, and what an export lacks."""

from __future__ import annotations

from agent_scorecard.landing.sources.ids_and_times import id_text, time_text
from agent_scorecard.landing.sources.reading import Record
from agent_scorecard.landing.sources.zendesk_messages import Messages
from agent_scorecard.landing.sources.zendesk_tickets import status_of


class Happenings(Messages):
    """What happened to tickets, how customers rated them, who they are, and what the export lacks."""

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

    def _status_events(self, ticket_id: str | None, changes: list[dict]) -> None:
        before = moment = None
        for change in sorted(changes, key=lambda c: (c["at"], not c["is_first"])):
            was, now = status_of(change["before"]) or before, status_of(change["value"])
            is_told = (change["at"], now) == (moment, before)
            before, moment = now, change["at"]
            # a change that two audits tell at one moment is one
            if is_told or now == was or (was is None and now not in ("solved", "closed")):
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

    def _assignments(self, ticket_id: str | None, changes: list[dict]) -> None:
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

    def _actor_type(self, ticket_id: str | None, actor: str | None) -> str | None:
        if actor is None:
            return None
        if actor in self.config.ai:
            return "ai"
        base, _ = self._role(ticket_id, actor, {}) if actor in self.roles else ("human", "")
        return base

    def _event(self, ticket_id, at, event_type, event_id, was, now, actor_type=None, actor=None) -> None:
        self.landed.event(event_id, ticket_id, at, event_type, was, now, actor_type, actor)

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

    def _score(self, ticket_id: str | None, score, at: str | None, comment: str | None) -> bool:
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
