"""tau-bench transcripts: real runs of an AI support agent with a verified outcome and no clock.

One ticket per task and trial; the task is the scenario. Turns keep their order by one second each after a start the
caller gives, and ``is_timed`` is false, so no clock metric reads them. Tool results are system messages that nobody
saw; the policy that heads each transcript is not a message. A call of the transfer tool is the escalation; every other
run is solved by an event after its last turn. The reward is a review with inclusion probability 1.

Format: github.com/sierra-research/tau-bench, historical_trajectories.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

TRANSFER = "transfer_to_human_agents"
CONTROL_TOKEN = re.compile(r"###[A-Z_-]+###")
AUTHORS = {"user": "customer", "assistant": "ai", "tool": "system"}


def add_arguments(group) -> None:
    group.add_argument(
        "--start",
        type=_start,
        help="when the runs are taken to begin, e.g. 2024-06-03T09:00Z (the source has no clock)",
    )
    group.add_argument("--category", default="airline", help="the category the runs get (default: %(default)s)")
    group.add_argument("--agent", help="the AI agent's id (default: the file's name)")


def _start(text: str) -> datetime:
    from agent_scorecard.landing.commands import moment

    return moment(text)


def rows(path: Path, options: argparse.Namespace) -> dict[str, pa.Table]:
    """The landing tables of one file. Raises ValueError where it holds no tau-bench runs, or no start is given."""
    if options.start is None:
        raise ValueError("tau-bench transcripts have no clock; say when they begin: --start 2024-06-03T09:00Z")
    runs = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(runs, list):
        raise ValueError("this is not a list of tau-bench runs")
    agent = options.agent or path.stem
    landed: dict[str, list[dict]] = {
        name: [] for name in ("tickets", "messages", "ticket_events", "reviews", "customers")
    }
    for number, run in enumerate(runs, start=1):
        if missing := {"task_id", "trial", "reward", "info", "traj"} - set(run):
            raise ValueError(f"run {number} has no {', '.join(sorted(missing))}; is this a tau-bench file?")
        _add_run(landed, run, options.category, agent, options.start)
    landed["customers"] = sorted(
        {row["customer_id"]: row for row in landed["customers"]}.values(), key=lambda row: row["customer_id"]
    )
    landed["agents"] = [{"agent_id": agent, "agent_type": "ai", "capability": "text_only"}]
    return {name: _texts(content) for name, content in landed.items() if content}


def _messages(run: dict, ticket_id: str, customer_id: str, agent: str, start: datetime) -> list[dict]:
    """The turns that somebody said, as landing rows."""
    rows = []
    for index, turn in enumerate(run["traj"]):
        body = CONTROL_TOKEN.sub("", turn.get("content") or "").strip()
        if turn["role"] not in AUTHORS or not body:
            continue
        author = AUTHORS[turn["role"]]
        rows.append(
            {
                "message_id": f"{ticket_id}_{index:04d}",
                "ticket_id": ticket_id,
                "sent_at": _at(start, index),
                "author_type": author,
                "author_id": {"customer": customer_id, "ai": agent}.get(author, turn.get("name")),
                "body": body,
                "is_public": "false" if author == "system" else "true",
                "channel": "chat",
            }
        )
    return rows


def _event(ticket_id: str, agent: str, escalated_at: str | None, end: str) -> dict:
    """How the run ended: after the words of the turn that transfers, else with the last turn. No source says why."""
    told = (
        {"event_type": "escalated", "from_value": None, "to_value": "human", "occurred_at": escalated_at}
        if escalated_at
        else {"event_type": "status_changed", "from_value": "open", "to_value": "solved", "occurred_at": end}
    )
    event_id = f"{ticket_id}_{told['event_type']}"
    return {"event_id": event_id, "ticket_id": ticket_id, **told, "actor_type": "ai", "actor_id": agent}


def _add_run(landed: dict[str, list[dict]], run: dict, category: str, agent: str, start: datetime) -> None:
    ticket_id = f"tau_{category}_{run['task_id']}_{run['trial']}"
    customer_id = run["info"]["task"]["user_id"]
    transfers = [index for index, turn in enumerate(run["traj"]) if _calls_transfer(turn)]
    end = _at(start, len(run["traj"]))
    landed["messages"] += _messages(run, ticket_id, customer_id, agent, start)
    landed["ticket_events"].append(
        _event(ticket_id, agent, _at(start, transfers[0], half=True) if transfers else None, end)
    )
    landed["tickets"].append(
        {
            "ticket_id": ticket_id,
            "created_at": _at(start, 0),
            "status": "open" if transfers else "solved",
            "solved_at": None if transfers else end,
            "customer_id": customer_id,
            "channel": "chat",
            "category": category,
            "is_timed": "false",
            "scenario_id": f"tau_{category}_{run['task_id']}",
            "source_system": "tau",
        }
    )
    landed["reviews"].append(
        {
            "review_id": f"{ticket_id}_reward",
            "ticket_id": ticket_id,
            "reviewer_id": "tau_reward",
            # within the transcript's time, so that the default as_of already knows it
            "reviewed_at": _at(start, len(run["traj"]) - 1) if transfers else end,
            "episode_number": "1",
            "verdict": "correct" if run["reward"] == 1 else "incorrect",
            "needed_human": str(any(action["name"] == TRANSFER for action in run["info"]["task"]["actions"])).lower(),
            "inclusion_probability": "1",
        }
    )
    landed["customers"].append({"customer_id": customer_id})


def _calls_transfer(turn: dict) -> bool:
    return any(call["function"]["name"] == TRANSFER for call in turn.get("tool_calls") or ())


def _at(start: datetime, index: int, half: bool = False) -> str:
    return (start.replace(tzinfo=UTC) + timedelta(seconds=index, milliseconds=500 * half)).isoformat()


def _texts(content: list[dict]) -> pa.Table:
    import pyarrow as pa

    names = list(dict.fromkeys(name for row in content for name in row))
    return pa.table({name: pa.array([row.get(name) for row in content], pa.string()) for name in names})
