"""Episodes: who writes when, what becomes of it, and who comes back. Numbers only; words and rows come later."""

from __future__ import annotations

import numpy as np

from agent_scorecard.simulation import planting
from agent_scorecard.simulation.config import SimulationConfig
from agent_scorecard.simulation.customers import LEANINGS, Customers, writers_by_week
from agent_scorecard.simulation.world import (
    ACCURACY_ABANDONED,
    ACCURACY_ESCALATED,
    FOLLOW_AFTER_HUMAN,
    FOLLOW_UP_POWER,
    FOLLOW_UP_SPAN,
    FOLLOW_UP_WINDOWS,
    OPERATIONAL,
    WEEK,
    World,
)

Episodes = dict[str, np.ndarray]

CHANNELS = ("chat", "email", "in_app", "phone")
CHANNEL_SHARES = (0.38, 0.30, 0.25, 0.07)
# Median seconds between turns by channel, before the category's pace.
TURN_SECONDS = np.array([110, 4_200, 90, 60])

NEVER = np.int64(1) << 60
MAX_EXCHANGES = 3
# Shares of what the AI resolved: known by silence alone, and known only by the ticket's own time.
SILENT = 0.14
LOST_EVENT = 0.02
GENERATIONS = 8

# How a resolution is known: an AI's or a person's event, silence, or only the ticket's own time.
BASIS_NONE, BASIS_EVENT, BASIS_ASSUMED, BASIS_STATUS = range(4)
# How a customer comes back.
BACK_NONE, BACK_SAME_TICKET, BACK_SAME_ISSUE, BACK_SAME_CATEGORY, BACK_OTHER = range(5)

# Tickets are opened at working hours more than at night, on Mondays more than on Sundays.
_HOURS = np.array([2, 1, 1, 1, 1, 2, 4, 7, 11, 13, 13, 12, 10, 12, 13, 12, 11, 9, 7, 6, 5, 5, 4, 3], dtype=float)
_DAYS = np.array([1.25, 1.15, 1.1, 1.05, 0.95, 0.55, 0.5])
HOUR_OF_WEEK = np.outer(_DAYS, _HOURS).ravel() / np.outer(_DAYS, _HOURS).sum()


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
        generation = _those_who_return(world, generation, rng, tickets_so_far)
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
    start = world.start + week * WEEK + _time_in_week(rng, count)
    channel = rng.choice(4, size=count, p=CHANNEL_SHARES)
    return {
        "start": start.astype(np.int64),
        "customer": writers_by_week(customers, counts.sum(axis=1), rng),
        "category": category,
        "issue": _issue_for(world, category, week, rng),
        "channel": channel,
        "is_ai": (channel != 3) & (rng.random(count) < 0.98),
        "is_anonymous": rng.random(count) < 0.025,
        "ticket": np.arange(count),
        "number": np.ones(count, dtype=np.int64),
        "chain": np.arange(count),
        "back": np.zeros(count, dtype=np.int64),
        "parent_start": np.full(count, -1, dtype=np.int64),
    }


def _time_in_week(rng: np.random.Generator, count: int) -> np.ndarray:
    hour = np.searchsorted(np.cumsum(HOUR_OF_WEEK), rng.random(count))
    return np.minimum(hour, 167) * 3600 + rng.integers(3600, size=count)


def _issue_for(world: World, category: np.ndarray, week: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    lists = [world.words.issues_of(base) for base in world.base]
    first = np.array([issues[0] for issues in lists])[category]
    count = np.array([len(issues) for issues in lists])[category]
    issue = first + (rng.random(len(category)) * count).astype(np.int64)
    return planting.redrawn_issues(world, issue, category, week, rng)


def _back_at(comes_back, resolved, is_abandoned, last_customer, rng: np.random.Generator) -> np.ndarray:
    """When the customer comes back: some time after a resolution, or soon elsewhere after giving up; else NEVER."""
    count = len(resolved)
    delay = 600 + ((FOLLOW_UP_SPAN - 600) * rng.random(count) ** FOLLOW_UP_POWER).astype(np.int64)
    returns_elsewhere = is_abandoned & (rng.random(count) < 0.25)
    elsewhere = last_customer + rng.integers(3_600, 2 * 86_400, size=count)
    return np.where(comes_back, resolved + delay, np.where(returns_elsewhere, elsewhere, NEVER))


def _outcomes(world: World, customers: Customers, e: Episodes, rng: np.random.Generator) -> Episodes:
    """What becomes of each episode and when; every judgement by its group's probability."""
    count = len(e["start"])
    week = world.week_of(e["start"])
    rate = {name: values[week, e["category"]] for name, values in world.rates.items()}
    rate = planting.moved_rates(world, customers, e, week, rate)
    happens = _copula(world.config, customers, e, rng)

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
    clock = _clock(
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
    back_at = _back_at(comes_back, resolved, is_abandoned, clock["last_customer"], rng)
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


def window_share(window: str) -> float:
    """The share of the follow-ups within 14 days that fall within a window; the first ten minutes are free.

    >>> round(window_share("7d"), 3), window_share("14d")
    (0.73, 1.0)
    """
    span = (FOLLOW_UP_WINDOWS[window] - 600) / (FOLLOW_UP_SPAN - 600)
    return float(span ** (1 / FOLLOW_UP_POWER))


def _copula(config: SimulationConfig, customers: Customers, e: Episodes, rng: np.random.Generator):
    """Draws with exactly the given probability that are alike among one customer's first contacts.

    Follow-ups are drawn afresh: they exist because of how the contact before went, so a leaning shared with it would
    make them a selection, and their rate another one than the group's.
    """
    from scipy.special import ndtri

    shared = np.where(e["back"] == BACK_NONE, np.sqrt(config.customer_correlation), 0.0)
    own = np.sqrt(1 - shared**2)

    def happens(probability: np.ndarray, leaning: str) -> np.ndarray:
        lean = customers.leaning[e["customer"], LEANINGS.index(leaning)]
        return shared * lean + own * rng.standard_normal(len(lean)) < ndtri(probability)

    return happens


def _clock(
    e, rate, exchanges, asks_human, is_escalated, is_abandoned, is_ai_resolved, is_correct, is_silent, will_try, rng
) -> Episodes:
    """When each turn falls. Customers' turns are ``turns[:, 0..3]``, the AI answers each after ``latency`` seconds."""
    count = len(e["start"])
    unit = TURN_SECONDS[e["channel"]] * rate["pace"]
    gaps = 60 + (unit[:, None] * rng.lognormal(0, 0.9, (count, MAX_EXCHANGES + 3))).astype(np.int64)
    latency = np.clip(rng.lognormal(np.log(7), 0.5, (count, MAX_EXCHANGES + 1)), 2, 45).astype(np.int64)
    turns = e["start"][:, None] + np.concatenate(
        [np.zeros((count, 1), dtype=np.int64), np.cumsum(gaps[:, :MAX_EXCHANGES], axis=1)], axis=1
    )
    row = np.arange(count)
    last_ai = turns[row, exchanges] + latency[row, exchanges]
    asked_at = np.where(asks_human, last_ai + gaps[:, -1], NEVER)
    after_ask = np.where(asks_human, asked_at + 5, last_ai)

    # a person takes over in working hours, answers, perhaps twice, and closes
    handed_over = np.where(is_escalated, after_ask + 4, np.where(e["is_ai"], NEVER, e["start"] + 30))
    has_person = handed_over < NEVER
    wait = (2_700 * rate["pace"] * rng.lognormal(0, 0.8, count)).astype(np.int64) + 120
    person_at = np.where(has_person, next_working_time(np.where(has_person, handed_over, 0) + wait), NEVER)
    has_second = has_person & (rng.random(count) < 0.45)
    to_human = np.where(has_second, person_at + 300 + gaps[:, -2], NEVER)
    again = next_working_time(np.where(has_second, to_human, 0) + wait)
    person_last = np.where(has_second, again, person_at)
    person_solved = np.where(
        has_person & (rng.random(count) > 0.05), person_last + rng.integers(120, 5_400, count), NEVER
    )

    says_closed = is_ai_resolved & ~asks_human & ~is_silent & (rng.random(count) < np.where(is_correct, 0.5, 0.15))
    refused_at = np.where(asks_human & is_ai_resolved, after_ask, last_ai)
    closing = np.where(is_abandoned | says_closed, np.where(is_abandoned, after_ask, last_ai) + gaps[:, -2], NEVER)
    try_at = np.where(will_try, last_ai + gaps[:, -2], NEVER)
    ai_solved = np.where(says_closed, closing, refused_at) + rng.integers(15, 240, count)
    return {
        "turns": turns,
        "latency": latency,
        "last_ai": np.select([will_try, asks_human & is_ai_resolved], [try_at + 4, after_ask], last_ai),
        "try_at": try_at,
        "asked_at": asked_at,
        "handed_over": handed_over,
        "person_at": person_at,
        "to_human": to_human,
        "person_last": np.where(has_second, again, NEVER),
        "closing": closing,
        "says_closed": says_closed,
        "last_customer": np.where(is_abandoned, closing, turns[row, exchanges]),
        "resolved": np.where(is_ai_resolved, ai_solved, np.where(has_person, person_solved, NEVER)),
    }


def next_working_time(seconds: np.ndarray) -> np.ndarray:
    """The same instant where people work (Monday to Friday, 8 to 18 UTC), else within the next working morning.

    >>> int(next_working_time(np.array([9 * 3600]))[0]) == 9 * 3600  # 1970-01-01 was a Thursday
    True
    """
    day, second = np.divmod(seconds, 86_400)
    late = second >= 18 * 3600
    day = np.where(late, day + 1, day)
    early = late | (second < 8 * 3600)
    weekday = (day + 3) % 7
    shift = np.where(weekday >= 5, 7 - weekday, 0)
    moved = early | (shift > 0)
    # spread the morning's work over two hours, by what is left of the waiting time
    return np.where(moved, (day + shift) * 86_400 + 8 * 3600 + seconds % 7_200, seconds)


def _those_who_return(world: World, e: Episodes, rng: np.random.Generator, next_ticket: int) -> Episodes:
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
    issue = np.where(back >= BACK_SAME_CATEGORY, _issue_for(world, category, week, rng), got["issue"])
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
