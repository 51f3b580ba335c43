"""Episodes: who writes when, what becomes of it, and who comes back. Numbers only; words and rows come later."""

from __future__ import annotations

import numpy as np

from agent_scorecard.simulation import planting
from agent_scorecard.simulation.customers import LEANINGS, Customers, writers_by_week
from agent_scorecard.simulation.episode_clocks import (
    BACK_SAME_TICKET,
    BASIS_ASSUMED,
    BASIS_EVENT,
    BASIS_NONE,
    BASIS_STATUS,
    MAX_EXCHANGES,
    NEVER,
    Episodes,
    clock_times,
    copula,
    return_times,
    time_in_week,
    window_share,
)
from agent_scorecard.simulation.returning import issue_for, those_who_return
from agent_scorecard.simulation.world import (
    ACCURACY_ABANDONED,
    ACCURACY_ESCALATED,
    FOLLOW_AFTER_HUMAN,
    FOLLOW_UP_SPAN,
    OPERATIONAL,
    WEEK,
    World,
)

CHANNELS = ("chat", "email", "in_app", "phone")
CHANNEL_SHARES = (0.38, 0.30, 0.25, 0.07)
# Shares of what the AI resolved: known by silence alone, and known only by the ticket's own time.
SILENT = 0.14
LOST_EVENT = 0.02
GENERATIONS = 8


def simulate_episodes(world: World, customers: Customers, tickets: int, rng: np.random.Generator) -> Episodes:
    """All episodes of one block that start before the end, in generations: first contacts, then who comes back.

    Columns are equally long arrays; ``ticket`` numbers the tickets from 0 by creation, ``number`` the episodes of one.
    """
    generation = _first_contacts(world, customers, tickets, rng)
    if not len(generation["start"]):
        raise ValueError("chance drew no ticket at all: ask for more tickets, or another seed")
    generations = []
    tickets_so_far = len(generation["start"])
    for _ in range(GENERATIONS):
        generation |= _outcomes(world, customers, generation, rng)
        generations.append(generation)
        generation = those_who_return(world, generation, rng, tickets_so_far)
        if not len(generation["start"]):
            break
        tickets_so_far = max(tickets_so_far, int(generation["ticket"].max()) + 1)
    episodes = {name: np.concatenate([part[name] for part in generations]) for name in generations[0]}
    planting.with_bad_luck(world, customers, episodes)
    return _in_order(_without_collisions(_before_leaving(world, customers, episodes)))


def _before_leaving(world: World, customers: Customers, e: Episodes) -> Episodes:
    """Without the chains of contacts that would begin once a planted account has left."""
    left = planting.leaving(world, customers)
    if not left.any():
        return e
    account = customers.account[e["customer"]]
    gone = np.where(account >= 0, left[np.maximum(account, 0)], 0)
    begins = np.full(int(e["chain"].max()) + 1, NEVER)
    np.minimum.at(begins, e["chain"], e["start"])
    rows = (gone == 0) | (begins[e["chain"]] < gone)
    return {name: values[rows] for name, values in e.items()}


def _first_contacts(world: World, customers: Customers, tickets: int, rng: np.random.Generator) -> Episodes:
    config = world.config
    roots = tickets * 0.86  # the rest are follow-ups
    expected = roots / config.weeks * world.rates["share"]
    counts = (
        rng.poisson(expected) if config.is_volume_noisy else np.floor(expected + rng.random(expected.shape)).astype(int)
    )
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    week, category = np.divmod(cell, counts.shape[1])
    count = len(cell)
    start = world.start + week * WEEK + time_in_week(rng, count)
    channel = rng.choice(4, size=count, p=CHANNEL_SHARES)
    return {
        "start": start.astype(np.int64),
        "customer": writers_by_week(customers, counts.sum(axis=1), rng),
        "category": category,
        "issue": issue_for(world, category, week, rng),
        "channel": channel,
        "is_ai": (channel != 3) & (rng.random(count) < 0.98),
        "is_anonymous": rng.random(count) < 0.025,
        "ticket": np.arange(count),
        "number": np.ones(count, dtype=np.int64),
        "chain": np.arange(count),
        "back": np.zeros(count, dtype=np.int64),
        "parent_start": np.full(count, -1, dtype=np.int64),
    }


def _outcomes(world: World, customers: Customers, e: Episodes, rng: np.random.Generator) -> Episodes:
    """What becomes of each episode and when; every judgement by its group's probability."""
    count = len(e["start"])
    week = world.week_of(e["start"])
    rate = {name: values[week, e["category"]] for name, values in world.rates.items()}
    rate = planting.moved_rates(world, customers, e, week, rate)
    happens = copula(world.config, customers, e, rng)

    is_ai = e["is_ai"]
    is_operational = is_ai & (rng.random(count) < OPERATIONAL)
    needed = happens(rate["needed"], "needed")
    p_escalated = np.where(needed, rate["recall"], rate["avoidable"])
    is_escalated = is_ai & (happens(p_escalated, "escalation") | is_operational)
    is_abandoned = is_ai & ~is_escalated & happens(rate["abandonment"], "abandonment")
    is_ai_resolved = is_ai & ~is_escalated & ~is_abandoned
    p_correct = np.select([is_escalated, is_abandoned], [ACCURACY_ESCALATED, ACCURACY_ABANDONED], rate["accuracy"])
    is_correct = happens(p_correct, "accuracy")

    exchanges = np.minimum(
        rng.poisson(np.where(is_correct, 0.45, 0.85) * np.where(rate["pace"] > 1.2, 1.2, 1.0) + rate["effort"]),
        MAX_EXCHANGES,
    )
    asks_human = (is_escalated & ~is_operational & (rng.random(count) < 0.30)) | (
        is_ai & ~is_escalated & (rng.random(count) < np.where(needed, 0.25, 0.02))
    )
    # Silence after the AI's last word is taken as resolved, but only where that last turn of the customer was calm:
    # who asks about a limit, or says that he will try. A negative last turn would be a silent give-up.
    is_silent = is_ai_resolved & ~asks_human & (rng.random(count) < SILENT)
    writes_foreign = customers.language[e["customer"]] > 0
    cannot_be_calm = (exchanges > 0) | (e["back"] == BACK_SAME_TICKET) | writes_foreign
    will_try = is_silent & (cannot_be_calm | (rng.random(count) < 0.5))
    clock = clock_times(
        e, rate, exchanges, asks_human, is_escalated, is_abandoned, is_ai_resolved, is_correct, is_silent, will_try, rng
    )

    loses_event = is_ai_resolved & (e["number"] == 1) & (rng.random(count) < LOST_EVENT)
    is_resolved = (clock["resolved"] < NEVER) & ~is_abandoned
    basis = np.select([~is_resolved, is_silent, loses_event], [BASIS_NONE, BASIS_ASSUMED, BASIS_STATUS], BASIS_EVENT)
    resolved = np.where(basis == BASIS_ASSUMED, clock["last_ai"], clock["resolved"])
    resolved = np.where(is_resolved, resolved, NEVER)

    within_7d = np.select(
        [~is_ai_resolved, is_correct],
        [np.full(count, FOLLOW_AFTER_HUMAN), rate["follow_correct"]],
        rate["follow_wrong"],
    )
    comes_back = is_resolved & happens(np.minimum(within_7d / window_share("7d"), 1.0), "follow_up")
    back_at = return_times(comes_back, resolved, is_abandoned, clock["last_customer"], rng)
    mood = (
        rate["mood"]
        + 0.35 * customers.leaning[e["customer"], LEANINGS.index("mood")]
        + np.select([is_abandoned, ~is_correct], [-0.9, -0.35], 0.15)
        + 0.45 * rng.standard_normal(count)
    )
    judged = {
        "needed": needed, "is_operational": is_operational, "is_escalated": is_escalated, "is_abandoned": is_abandoned,
        "is_ai_resolved": is_ai_resolved, "is_correct": is_correct & is_ai, "p_correct": p_correct,
        "exchanges": exchanges, "is_calm": is_silent & ~will_try, "asks_human": asks_human, "basis": basis,
        "resolved": resolved, "p_back_7d": within_7d, "back_at": back_at, "mood": mood,
    }  # fmt: skip
    return clock | judged | {"week": week, "dice": rng.random((count, 6))}


def _without_collisions(e: Episodes) -> Episodes:
    """Leave out the chain of contacts that begins while the customer's chain before it may still be followed up.

    Only later chains go, whatever became of them, so no probability moves.
    """
    last = np.maximum(np.where(e["resolved"] < NEVER, e["resolved"], e["last_customer"]), e["start"]) + FOLLOW_UP_SPAN
    chains = int(e["chain"].max()) + 1
    begins = np.full(chains, NEVER)
    np.minimum.at(begins, e["chain"], e["start"])
    ends = np.zeros(chains, dtype=np.int64)
    np.maximum.at(ends, e["chain"], last)
    writer = np.zeros(chains, dtype=np.int64)
    writer[e["chain"]] = e["customer"]
    order = np.lexsort((begins, writer))
    follows = writer[order][1:] == writer[order][:-1]
    collides = follows & (begins[order][1:] < ends[order][:-1])
    kept = np.ones(chains, dtype=bool)
    kept[order[1:][collides]] = False
    rows = kept[e["chain"]]
    return {name: values[rows] for name, values in e.items()}


def _in_order(e: Episodes) -> Episodes:
    """Tickets numbered by creation, episodes sorted by ticket and number."""
    first = np.full(int(e["ticket"].max()) + 1, NEVER)
    np.minimum.at(first, e["ticket"], e["start"])
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    e["ticket"] = rank[e["ticket"]]
    order = np.lexsort((e["number"], e["ticket"]))
    return {name: values[order] for name, values in e.items()}
