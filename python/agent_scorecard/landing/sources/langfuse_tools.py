"""The tools that the AI called in a trace of Langfuse, as ticket events."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_scorecard.landing.sources.exchanges import decoded
from agent_scorecard.landing.sources.ids_and_times import id_text, time_text
from agent_scorecard.landing.sources.mapping import Landed, as_json


def tool_events(landed: Landed, ticket_id: str, tools: list[dict]) -> None:
    """What tools returned, which the customer did not see; a configured one escalates."""
    for tool in tools:
        at = time_text(tool.get("start_time"))
        result = decoded(tool.get("output"))
        landed.message(
            base="system",
            keys=[],
            kind="tool",
            ticket_id=ticket_id,
            message_id=id_text(tool["id"]),
            sent_at=at,
            author_id=tool.get("name"),
            body=result if isinstance(result, str) else as_json(result),
            is_public=False,
        )
        if tool.get("name") in landed.config.escalation_tools:
            landed.add(
                "ticket_events",
                event_id=f"{id_text(tool['id'])}:escalated",
                ticket_id=ticket_id,
                occurred_at=at,
                event_type="escalated",
                actor_type="ai",
            )


def moment_after(start: str | None, latency) -> str | None:
    """The moment so many seconds later, as ISO 8601."""
    if start is None:
        return None
    return (datetime.fromisoformat(start) + timedelta(seconds=float(latency or 0))).isoformat()
