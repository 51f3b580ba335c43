"""Intercom's ratings, scorecards and monitors, and the events of the Fin Agent API, as landing rows."""

from __future__ import annotations

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.intercom_turns import Turns, fin_reason
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import Record

WORDS = {"terrible": 1, "bad": 2, "ok": 3, "good": 4, "amazing": 5}


class Scores(Turns):
    """What an export says of a conversation besides its turns: two surveys, scorecards, monitors, Fin's own events."""

    def _ratings(self, conversation_id: str, data: dict) -> None:
        """Two different surveys: the teammate's and Fin's. Each lands as its own answer, at the time it was given."""
        teammate, fin = data.get("conversation_rating") or {}, data.get("ai_agent") or {}
        if fin.get("rating") is not None and fin.get("updated_at"):
            self._score(conversation_id, fin["rating"], fin["updated_at"], fin.get("rating_remark"))
        if teammate.get("rating") is not None:
            asked = teammate.get("updated_at") is None
            self.landed.notes["ratings dated by when they were requested: no updated_at"] += asked
            self._score(
                conversation_id,
                teammate["rating"],
                teammate.get("updated_at") or teammate.get("created_at"),
                teammate.get("remark"),
            )
        elif teammate.get("created_at"):
            self.landed.notes["surveys offered and not answered"] += 1

    def _score(self, conversation_id: str | None, rating, at, comment: str | None) -> None:
        self.landed.add(
            "satisfaction",
            ticket_id=conversation_id,
            responded_at=time_text(at, "s"),
            score=str(rating),
            scale_max="5",
            scale_min="1",
            kind="csat",
            comment=comment,
        )

    def _judgements(self, conversation_id: str, data: dict) -> None:
        for card in data.get("scorecards") or ():
            sources = {str((e.get("result") or {}).get("source")) for e in card.get("evaluators") or ()}
            score = card.get("score")
            if score is None:
                continue
            at = time_text(card.get("evaluated_at"), "s")
            if card.get("scorecard_type") == "human" and "ai" not in sources:
                self.landed.notes["human scorecards without a verdict of ours, not mapped to reviews"] += 1
                continue
            self.landed.add(
                "judgements",
                judgement_id=f"{conversation_id}:{id_text(card.get('scorecard_id'))}",
                ticket_id=conversation_id,
                judged_at=at,
                judge="intercom scorecard",
                score=str(score),
                criterion=card.get("name"),
            )
        for found in data.get("monitor_evaluations") or ():
            self.landed.add(
                "judgements",
                judgement_id=f"{conversation_id}:monitor:{id_text(found.get('monitor_id'))}",
                ticket_id=conversation_id,
                judged_at=time_text(found.get("evaluated_at"), "s"),
                judge="intercom monitor",
                score="0" if found.get("result") == "flagged" else "1",
                criterion=found.get("monitor_name"),
                reason=found.get("explanation"),
            )

    def fin_events(self, records: list[Record]) -> None:
        """Events of the Fin Agent API: words, escalations with a reason, ratings as words."""
        for number, record in enumerate(records):
            data = record.data
            ticket_id = id_text(data.get("conversation_id"))
            try:
                at = time_text(data.get("created_at_ms"))
                if data.get("event_name") == "fin_replied":
                    message = data.get("message") or {}
                    self.landed.message(
                        base="system",
                        keys=["fin"],
                        kind="fin",
                        author_id="fin",
                        ticket_id=ticket_id,
                        name="Fin",
                        message_id=id_text(message.get("id")),
                        sent_at=time_text(message.get("timestamp_ms")) or at,
                        body=plain_text(message.get("body")),
                        is_public=True,
                    )
                elif data.get("event_name") == "fin_status_updated" and data.get("status") == "escalated":
                    self.landed.add(
                        "ticket_events",
                        event_id=f"{ticket_id}:fin:{data.get('created_at_ms')}",
                        ticket_id=ticket_id,
                        occurred_at=at,
                        event_type="escalated",
                        actor_type="ai",
                        reason=fin_reason(data.get("reason")),
                    )
                elif data.get("event_name") is None and not data.get("rating") and data.get("intercom_conversation_id"):
                    self.landed.notes[
                        "escalations of Fin into a conversation of their own, not linked to the first"
                    ] += 1
                elif data.get("rating") in WORDS and data.get("created_at_ms"):
                    self._score(ticket_id, WORDS[data["rating"]], int(number), None)
                else:
                    self.landed.reject(
                        record, "no_landing_row", "this answer of the Fin Agent API says no time or nothing that lands"
                    )
            except Refused as refused:
                self.landed.reject(record, "bad_value", str(refused))
