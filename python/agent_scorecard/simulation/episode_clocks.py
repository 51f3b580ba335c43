"""When things happen in an episode: working times, answers, ends, and outcomes that hang together."""

from __future__ import annotations

import numpy as np

from agent_scorecard.simulation.config import SimulationConfig
from agent_scorecard.simulation.customers import LEANINGS, Customers
from agent_scorecard.simulation.world import (
    FOLLOW_UP_POWER,
    FOLLOW_UP_SPAN,
    FOLLOW_UP_WINDOWS,
)

Episodes = dict[str, np.ndarray]
# Median seconds between turns by channel, before the category's pace.
TURN_SECONDS = np.array([110, 4_200, 90, 60])

NEVER = np.int64(1) << 60
MAX_EXCHANGES = 3
# How a customer comes back.
BACK_NONE, BACK_SAME_TICKET, BACK_SAME_ISSUE, BACK_SAME_CATEGORY, BACK_OTHER = range(5)

# Tickets are opened at working hours more than at night, on Mondays more than on Sundays.
_HOURS = np.array([2, 1, 1, 1, 1, 2, 4, 7, 11, 13, 13, 12, 10, 12, 13, 12, 11, 9, 7, 6, 5, 5, 4, 3], dtype=float)
_DAYS = np.array([1.25, 1.15, 1.1, 1.05, 0.95, 0.55, 0.5])
HOUR_OF_WEEK = np.outer(_DAYS, _HOURS).ravel() / np.outer(_DAYS, _HOURS).sum()


def time_in_week(rng: np.random.Generator, count: int) -> np.ndarray:
    """Seconds into the week, more of them in the hours in which customers write."""
    hour = np.searchsorted(np.cumsum(HOUR_OF_WEEK), rng.random(count))
    return np.minimum(hour, 167) * 3600 + rng.integers(3600, size=count)


def return_times(comes_back, resolved, is_abandoned, last_customer, rng: np.random.Generator) -> np.ndarray:
    """When the customer comes back: some time after a resolution, or soon elsewhere after giving up; else NEVER."""
    count = len(resolved)
    delay = 600 + ((FOLLOW_UP_SPAN - 600) * rng.random(count) ** FOLLOW_UP_POWER).astype(np.int64)
    returns_elsewhere = is_abandoned & (rng.random(count) < 0.25)
    elsewhere = last_customer + rng.integers(3_600, 2 * 86_400, size=count)
    return np.where(comes_back, resolved + delay, np.where(returns_elsewhere, elsewhere, NEVER))


def window_share(window: str) -> float:
    """The share of the follow-ups within 14 days that fall within a window; the first ten minutes are free.

    >>> round(window_share("7d"), 3), window_share("14d")
    (0.73, 1.0)
    """
    span = (FOLLOW_UP_WINDOWS[window] - 600) / (FOLLOW_UP_SPAN - 600)
    return float(span ** (1 / FOLLOW_UP_POWER))


def copula(config: SimulationConfig, customers: Customers, e: Episodes, rng: np.random.Generator):
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


def clock_times(
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


# How a resolution is known: an AI's or a person's event, silence, or only the ticket's own time.
BASIS_NONE, BASIS_EVENT, BASIS_ASSUMED, BASIS_STATUS = range(4)
