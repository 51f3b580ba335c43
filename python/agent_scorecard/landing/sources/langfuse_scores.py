"""Langfuse's scores as ratings, reviews and judgements."""

from __future__ import annotations

from collections import defaultdict

from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed, newest
from agent_scorecard.landing.sources.reading import Record


def scores(landed: Landed, records: list[Record], tickets: dict[str, str]) -> None:
    """Scores by the meaning that configuration gives their names; a name without one is counted, never guessed."""
    sessions = set(tickets.values())
    unmapped: dict[str, int] = defaultdict(int)
    for record in newest(
        records, lambda r: id_text(r.data.get("id")), lambda r: str(r.data.get("updated_at") or "")
    ).values():
        data, name = record.data, str(record.data.get("name"))
        ticket_id = tickets.get(id_text(data.get("trace_id")) or "") or (
            id_text(data.get("session_id")) if id_text(data.get("session_id")) in sessions else None
        )
        meaning = landed.config.scores.get(name)
        if meaning is None:
            unmapped[f"{name} ({data.get('source')})"] += 1
        elif ticket_id is None:
            landed.reject(record, "orphan", "the score's trace is not there")
        else:
            try:
                _score(landed, record, ticket_id, name, meaning)
            except Refused as refused:
                landed.reject(record, "bad_value", str(refused))
    if unmapped:
        told = ", ".join(f"{name} × {count}" for name, count in sorted(unmapped.items()))
        landed.warnings.append(
            f"scores without a meaning do not land: {told}. Say --score NAME=judgement,0,1,better=high|low"
        )


def _score(landed: Landed, record: Record, ticket_id: str, name: str, meaning: dict) -> None:
    data = record.data
    value = data.get("value")
    if str(data.get("data_type")).upper() in ("CATEGORICAL", "TEXT"):
        # without a configuration of Langfuse's own the value of a category is 0
        value = (meaning.get("map") or {}).get(data.get("string_value"))
        if value is None:
            raise Refused(f"the category {data.get('string_value')!r} of {name} has no value in the configuration")
    low, high = float(meaning["min"]), float(meaning["max"])
    if value is None:
        raise Refused(f"a score of {name} has no value")
    at, share = time_text(data.get("timestamp")), (float(value) - low) / (high - low)
    share = 1 - share if meaning.get("better") == "low" else share
    if not 0 <= share <= 1:
        raise Refused(f"{value} of {name} is not within {low:g} and {high:g}")
    identity, comment = id_text(data.get("id")) or f"{ticket_id}:{name}:{at}", data.get("comment")
    if meaning["kind"] == "csat":
        landed.add(
            "satisfaction",
            ticket_id=ticket_id,
            responded_at=at,
            score=f"{share * 100:g}",
            scale_max="100",
            scale_min="0",
            kind="csat",
            comment=comment,
        )
    elif meaning["kind"] == "review":
        landed.add(
            "reviews",
            review_id=identity,
            ticket_id=ticket_id,
            reviewer_id=data.get("author_user_id") or "unknown",
            reviewed_at=at,
            verdict="correct" if share == 1 else "incorrect" if share == 0 else "partial",
            note=comment,
        )
    else:
        landed.add(
            "judgements",
            judgement_id=identity,
            ticket_id=ticket_id,
            judged_at=at,
            judge=f"langfuse {data.get('source')}",
            score=f"{share:.6g}",
            criterion=name,
            reason=comment,
        )
