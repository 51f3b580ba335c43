"""Who comes back, with which issue, and through which channel."""

from __future__ import annotations

import numpy as np

from agent_scorecard.simulation import planting
from agent_scorecard.simulation.episode_clocks import (
    BACK_OTHER,
    BACK_SAME_CATEGORY,
    BACK_SAME_ISSUE,
    BACK_SAME_TICKET,
    BASIS_EVENT,
    Episodes,
)
from agent_scorecard.simulation.world import (
    World,
)


def issue_for(world: World, category: np.ndarray, week: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An issue of each episode's category, shape (episodes,)."""
    lists = [world.words.issues_of(base) for base in world.base]
    first = np.array([issues[0] for issues in lists])[category]
    count = np.array([len(issues) for issues in lists])[category]
    issue = first + (rng.random(len(category)) * count).astype(np.int64)
    return planting.redrawn_issues(world, issue, category, week, rng)


def those_who_return(world: World, e: Episodes, rng: np.random.Generator, next_ticket: int) -> Episodes:
    """The next generation: one episode for each customer who comes back before the end."""
    here = np.flatnonzero(e["back_at"] < world.end)
    count = len(here)
    got = {
        name: e[name][here] for name in ("category", "issue", "channel", "is_ai_resolved", "is_abandoned", "is_correct")
    }
    can_reopen = e["basis"][here] == BASIS_EVENT
    dice = rng.random(count)
    same = np.where(got["is_correct"], 0.40, 0.85)
    back = np.select(
        [got["is_abandoned"], (dice < same * 0.45) & can_reopen, dice < same, dice < same + 0.4 * (1 - same)],
        [BACK_SAME_ISSUE, BACK_SAME_TICKET, BACK_SAME_ISSUE, BACK_SAME_CATEGORY],
        BACK_OTHER,
    )
    is_reopened = back == BACK_SAME_TICKET
    start = e["back_at"][here]
    week = world.week_of(start)
    other = _draw_category(world, week, rng)
    category = np.where(back == BACK_OTHER, other, got["category"])
    issue = np.where(back >= BACK_SAME_CATEGORY, issue_for(world, category, week, rng), got["issue"])
    switches = ~is_reopened & ((rng.random(count) < 0.35) | got["is_abandoned"])
    channel = np.where(switches, (got["channel"] + 1 + rng.integers(2, size=count)) % 3, got["channel"])
    ticket = np.where(is_reopened, e["ticket"][here], next_ticket + np.cumsum(~is_reopened) - 1)
    stays_human = is_reopened & ~got["is_ai_resolved"]
    return {
        "start": start,
        "customer": e["customer"][here],
        "category": category,
        "issue": issue,
        "channel": channel,
        "is_ai": (channel != 3) & ~stays_human,
        "is_anonymous": e["is_anonymous"][here],
        "ticket": ticket,
        "number": np.where(is_reopened, e["number"][here] + 1, 1),
        "chain": e["chain"][here],
        "back": back,
        "parent_start": e["start"][here],
    }


def _draw_category(world: World, week: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    cumulative = np.cumsum(world.rates["share"], axis=1)[week]
    return np.minimum((rng.random(len(week))[:, None] > cumulative).sum(axis=1), cumulative.shape[1] - 1)
