"""The hidden truth: what generated each episode and each group, and what was planted where."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import ids, pick, times
from agent_scorecard.simulation.episode_clocks import BASIS_STATUS, NEVER, Episodes, window_share
from agent_scorecard.simulation.speech import FAULTS
from agent_scorecard.simulation.world import (
    ACCURACY_ABANDONED,
    ACCURACY_ESCALATED,
    FOLLOW_UP_SPAN,
    FOLLOW_UP_WINDOWS,
    WEEK,
    World,
)


def cell_rates(world: World) -> dict[str, np.ndarray]:
    """The generating probability of each metric, weeks x categories. All are exact."""
    rate = world.rates
    escalated = rate["escalation"]
    resolved = (1 - escalated) * (1 - rate["abandonment"])
    within_7d = rate["accuracy"] * rate["follow_correct"] + (1 - rate["accuracy"]) * rate["follow_wrong"]
    handled = (
        escalated * ACCURACY_ESCALATED
        + (1 - escalated) * rate["abandonment"] * ACCURACY_ABANDONED
        + resolved * rate["accuracy"]
    )
    follow = {
        f"follow_up_rate_{window}": within_7d / window_share("7d") * window_share(window)
        for window in FOLLOW_UP_WINDOWS
    }
    return {
        "resolution_accuracy": rate["accuracy"],
        "handled_accuracy": handled,
        "closure_accuracy_gap": resolved * (1 - rate["accuracy"]),
        "escalation_rate": escalated,
        "containment_rate": 1 - escalated,
        "escalation_precision": rate["needed"] * rate["recall"] / escalated,
        "escalation_recall": rate["recall"],
        # of all that the AI answered in, as published
        "missed_escalation_rate": rate["needed"] * (1 - rate["recall"]),
        "avoidable_escalation_rate": escalated - rate["needed"] * rate["recall"],
        "abandonment_rate": (1 - escalated) * rate["abandonment"],
        "needed_human_rate": rate["needed"],
        "category_share": rate["share"],
        **follow,
    }


def cell_table(world: World) -> pa.Table:
    """One row per week, category and metric: the probability that generated it. Operational escalations are outside."""
    weeks, categories = world.config.weeks, len(world.categories)
    week, category = np.divmod(np.arange(weeks * categories), categories)
    starts = times(world.start + week * WEEK).cast(pa.date32())
    parts = [
        pa.table(
            {
                "week_start": starts,
                "category": pick(world.categories, category),
                "metric": pick([metric], np.zeros(len(week))),
                "probability": np.broadcast_to(values, (weeks, categories)).ravel(),
            }
        )
        for metric, values in cell_rates(world).items()
    ]
    return pa.concat_tables(parts)


def incident_table(world: World, release_at: dict[int, str]) -> pa.Table:
    rows = [
        {
            "incident": place,
            "kind": incident.kind,
            "category": incident.category,
            "metric": incident.metric,
            "start_week": world.start + incident.start_week * WEEK,
            "end_week": None if incident.end_week is None else world.start + incident.end_week * WEEK,
            "size": incident.size,
            "cause": release_at.get(world.release_time(incident)),
        }
        for place, incident in enumerate(world.incidents)
    ]
    day = lambda value: None if value is None else int(value) // 86_400  # noqa: E731
    return pa.table(
        {
            "incident": pa.array([row["incident"] for row in rows], pa.int64()),
            "kind": pa.array([row["kind"] for row in rows], pa.string()),
            "category": pa.array([row["category"] for row in rows], pa.string()),
            "metric": pa.array([row["metric"] for row in rows], pa.string()),
            "start_week": pa.array([day(row["start_week"]) for row in rows], pa.int32()).cast(pa.date32()),
            "end_week": pa.array([day(row["end_week"]) for row in rows], pa.int32()).cast(pa.date32()),
            "size": pa.array([row["size"] for row in rows], pa.float64()),
            "cause_release_id": pa.array([row["cause"] for row in rows], pa.string()),
        }
    )


def episode_table(world: World, e: Episodes, episode_id: pa.Array, ticket_id: pa.Array) -> pa.Table:
    """One row per simulated episode: the probabilities it was drawn with, and what came out."""
    rate = {name: values[e["week"], e["category"]] for name, values in world.rates.items()}
    known = e["resolved"] < NEVER
    back = known & (e["back_at"] < NEVER)
    delay = np.where(back, e["back_at"] - np.where(known, e["resolved"], 0), 0)
    incident = e["incident"]
    return pa.table(
        {
            "episode_id": episode_id,
            "ticket_id": ticket_id,
            "episode_number": e["number"],
            "customer_id": ids("C", e["customer_number"]),
            "is_anonymous": e["is_anonymous"],
            "week_start": times(world.start + e["week"] * WEEK).cast(pa.date32()),
            "category": pick(world.categories, e["category"]),
            "issue": pick([issue.key for issue in world.words.issues], e["issue"]),
            "started_at": times(e["start"]),
            "is_ai_handled": e["is_ai"],
            "is_operational": e["is_operational"],
            "p_needed_human": rate["needed"],
            "needed_human": e["needed"],
            "p_escalated": rate["escalation"],
            "is_escalated": e["is_escalated"],
            "is_escalation_requested": e["asks_human"],
            "is_abandoned": e["is_abandoned"],
            "is_ai_resolved": e["is_ai_resolved"],
            "resolution_basis": pick(["none", "event", "assumed", "status"], e["basis"]),
            "p_correct": e["p_correct"],
            "is_correct": pa.array(e["is_correct"], mask=~e["is_ai"]),
            "p_follow_up_7d": pa.array(e["p_back_7d"], mask=~known),
            "is_follow_up_14d": pa.array(back & (delay <= FOLLOW_UP_SPAN), mask=~known),
            "follow_up_seconds": pa.array(delay, mask=~back),
            "is_same_issue_as_before": pa.array(np.isin(e["back"], [1, 2]), mask=e["back"] == 0),
            "resolved_at": times(np.where(known, e["resolved"], 0), ~known),
            "resolution_seconds": pa.array(np.where(known, e["resolved"] - e["start"], 0), mask=~known),
            "sentiment_latent": e["mood"],
            "fault": pick(["none", *FAULTS[1:]], e["fault"]),
            "incident": pa.array(incident, mask=incident < 0),
            "has_lost_events": e["basis"] == BASIS_STATUS,
        }
    )


def fault_table(
    message_id: pa.Array, fault: np.ndarray, answers: np.ndarray, planted: dict[str, np.ndarray]
) -> pa.Table:
    """What was planted by message: what an answer does wrong, where a customer has to say something twice, and how
    the thread is kept or lost (``planted``: the messages of each kind). ``uses_earlier_conversation`` is no fault."""
    kinds = [*FAULTS, *planted]
    rows = [np.flatnonzero(where) for where in planted.values()]
    kind = np.concatenate([fault[answers], np.repeat(np.arange(len(FAULTS), len(kinds)), [len(row) for row in rows])])
    places = np.concatenate([answers, *rows])
    return pa.table(
        {
            "message_id": message_id.take(pa.array(places, pa.int64())),
            "kind": pick(kinds, kind),
        }
    )
