"""Conversations: which messages and events an episode leaves behind, who wrote them and when. Still without words."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from agent_scorecard.simulation.episode_clocks import BACK_SAME_TICKET, BASIS_EVENT, MAX_EXCHANGES, NEVER, Episodes
from agent_scorecard.simulation.world import World

CLOSES_AFTER = 4 * 86_400
HUMAN_COUNT = 6
# An agent who writes first does so this long before the customer answers.
OUTREACH_LEAD = 3_600


class Kind(IntEnum):
    """What a message is for; its words are composed by this."""

    OPEN = 0
    BACK = 1
    AGAIN = 2
    ASK_HUMAN = 3
    TO_HUMAN = 4
    CLOSE = 5
    GIVE_UP = 6
    THANKS_ONLY = 7
    GREETING = 8
    ANSWER = 9
    SECOND = 10
    REFUSE = 11
    HANDOVER = 12
    OUTREACH = 13
    PERSON = 14
    PERSON_AGAIN = 15
    NOTE = 16
    TRY_IT = 17
    ENCOURAGE = 18


AI_KINDS = (Kind.GREETING, Kind.ANSWER, Kind.SECOND, Kind.REFUSE, Kind.HANDOVER, Kind.OUTREACH, Kind.ENCOURAGE)

REASONS = (
    "customer_asked",
    "policy",
    "account_change",
    "sensitive",
    "low_confidence",
    "failed_attempts",
    "outage",
    "usage_limit",
    "other",
)
HEALTHY, GAP, OPERATIONAL = (1, 2, 3), (4, 5), (6, 7)


def escalation_reasons(e: Episodes, rng: np.random.Generator) -> np.ndarray:
    """An index into REASONS for each episode: what a person wrote down when the AI escalated."""
    count = len(e["start"])
    healthy = rng.choice(HEALTHY, size=count, p=(0.35, 0.45, 0.20))
    gap = rng.choice((*GAP, 8), size=count, p=(0.5, 0.45, 0.05))
    operational = rng.choice(OPERATIONAL, size=count)
    return np.select(
        [e["is_operational"], e["asks_human"] & (rng.random(count) < 0.7), e["needed"]],
        [operational, np.zeros(count, dtype=np.int64), healthy],
        gap,
    )


def is_reopened_next(e: Episodes) -> np.ndarray:
    """Does the same ticket get another episode after this one?"""
    following = np.append(e["ticket"][1:], -1) == e["ticket"]
    return following


def reopened_at(e: Episodes) -> np.ndarray:
    return np.where(is_reopened_next(e), np.append(e["start"][1:], NEVER), NEVER)


def messages_of(world: World, e: Episodes, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Columns episode, kind, turn, at: every message that falls before the end, in order of time."""
    count = len(e["start"])
    dice = rng.random((count, 6))
    is_first = e["number"] == 1
    is_ai = e["is_ai"]
    thanks_at = e["resolved"] + 300 + (dice[:, 4] * 70_000).astype(np.int64)
    thanks = (e["basis"] == BASIS_EVENT) & (dice[:, 1] < 0.06) & (thanks_at < reopened_at(e))
    handed = e["is_escalated"] & ~e["asks_human"] & (dice[:, 3] < 0.6)
    has_person = e["person_at"] < NEVER
    planned = [
        (Kind.OUTREACH, e["is_agent_first"], e["start"] - OUTREACH_LEAD, 0),
        (Kind.OPEN, e["back"] != BACK_SAME_TICKET, e["start"], 0),
        (Kind.BACK, e["back"] == BACK_SAME_TICKET, e["start"], 0),
        (Kind.GREETING, is_ai & is_first & (e["channel"] == 0) & (dice[:, 0] < 0.2), e["start"] + 1, 0),
        (Kind.ANSWER, is_ai, e["start"] + e["latency"][:, 0], 0),
        (Kind.ASK_HUMAN, e["asks_human"], e["asked_at"], 0),
        (Kind.HANDOVER, e["asks_human"] & e["is_escalated"], e["asked_at"] + 5, 0),
        (Kind.REFUSE, e["asks_human"] & ~e["is_escalated"], e["asked_at"] + 5, 0),
        (Kind.HANDOVER, handed, e["last_ai"] + 3, 0),
        (Kind.NOTE, has_person & (dice[:, 5] < 0.12), e["person_at"] - 40, 0),
        (Kind.PERSON, has_person, e["person_at"], 0),
        (Kind.TO_HUMAN, e["to_human"] < NEVER, e["to_human"], 0),
        (Kind.PERSON_AGAIN, e["person_last"] < NEVER, e["person_last"], 0),
        (Kind.TRY_IT, e["try_at"] < NEVER, e["try_at"], 0),
        (Kind.ENCOURAGE, e["try_at"] < NEVER, e["try_at"] + 4, 0),
        (Kind.CLOSE, e["says_closed"], e["closing"], 0),
        (Kind.GIVE_UP, e["is_abandoned"], e["closing"], 0),
        (Kind.THANKS_ONLY, thanks, thanks_at, 0),
    ]
    for turn in range(1, MAX_EXCHANGES + 1):
        wanted = is_ai & (e["exchanges"] >= turn)
        planned.append((Kind.AGAIN, wanted, e["turns"][:, turn], turn))
        planned.append((Kind.SECOND, wanted, e["turns"][:, turn] + e["latency"][:, turn], turn))
    columns: dict[str, list[np.ndarray]] = {"episode": [], "kind": [], "turn": [], "at": []}
    for kind, wanted, at, turn in planned:
        rows = np.flatnonzero(wanted & (at < world.end))
        columns["episode"].append(rows)
        columns["kind"].append(np.full(len(rows), int(kind)))
        columns["turn"].append(np.full(len(rows), turn))
        columns["at"].append(at[rows])
    messages = {name: np.concatenate(parts) for name, parts in columns.items()}
    return in_order_of_time(messages)


def in_order_of_time(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    order = np.lexsort((rows["episode"], rows["at"]))
    return {name: values[order] for name, values in rows.items()}


EVENT_TYPES = (
    "status_changed",
    "assigned",
    "escalation_requested",
    "escalated",
    "reopened",
    "channel_switched",
    "merged",
    "tagged",
)
STATUS, ASSIGNED, REQUESTED, ESCALATED, REOPENED, SWITCHED, MERGED, TAGGED = range(8)
# Every value an event carries, by place; -1 is none.
VALUES = (
    "open",
    "solved",
    "closed",
    "ava",
    "pilot",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "chat",
    "email",
    "in_app",
    "phone",
    "bug",
    "billing_team",
    "pending",
)
OPEN, SOLVED, CLOSED, AVA, PILOT, H1, CHAT = 0, 1, 2, 3, 4, 5, 11
ACTORS = ("ai", "human", "customer", "system")
BY_AI, BY_HUMAN, BY_CUSTOMER, BY_SYSTEM = range(4)


def human_of(e: Episodes) -> np.ndarray:
    """Which person works on an episode: by ticket, so a reopened ticket comes back to the same support team."""
    return (e["ticket"] * 7 + e["category"]) % HUMAN_COUNT


def events_of(world: World, e: Episodes, reasons: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Columns episode, type, at, from, to, actor, reason (places in the lists above, -1 for none), in order of time."""
    count = len(e["start"])
    dice = rng.random((count, 6))
    none = np.full(count, -1)
    agent = np.where(e["channel"] == 2, PILOT, AVA)
    human = H1 + human_of(e)
    has_person = e["handed_over"] < NEVER
    is_handover = e["is_ai"] & e["is_escalated"]
    by_event = e["basis"] == BASIS_EVENT
    again_at = reopened_at(e)
    closed_at = np.where(by_event & (dice[:, 1] < 0.6), e["resolved"] + CLOSES_AFTER, NEVER)
    is_closed = closed_at < again_at
    is_back = e["back"] == BACK_SAME_TICKET
    before = np.where(np.append(False, is_closed[:-1]), CLOSED, SOLVED)
    solver = np.select(
        [e["is_ai_resolved"] & e["says_closed"] & (dice[:, 2] < 0.4), e["is_ai_resolved"]],
        [BY_CUSTOMER, BY_AI],
        BY_HUMAN,
    )
    planned = [
        (ASSIGNED, e["is_ai"] & (e["number"] == 1) & (dice[:, 0] < 0.35), e["start"] + 1, none, agent, BY_SYSTEM, none),
        (REQUESTED, e["asks_human"], e["asked_at"], none, none, BY_CUSTOMER, none),
        (ESCALATED, is_handover & (dice[:, 3] < 0.93), e["handed_over"], agent, human, BY_AI, reasons),
        (ASSIGNED, has_person, e["handed_over"] + 2, np.where(is_handover, agent, -1), human, BY_SYSTEM, none),
        (
            SWITCHED,
            is_handover & (dice[:, 4] < 0.06),
            e["handed_over"] + 1,
            CHAT + e["channel"],
            none + 1 + CHAT + 3,
            BY_HUMAN,
            none,
        ),
        (STATUS, by_event, e["resolved"], none + 1 + OPEN, none + 1 + SOLVED, solver, none),
        (STATUS, is_closed, closed_at, none + 1 + SOLVED, none + 1 + CLOSED, BY_SYSTEM, none),
        (STATUS, is_back, e["start"], before, none + 1 + OPEN, BY_CUSTOMER, none),
        (REOPENED, is_back & (dice[:, 5] < 0.5), e["start"], none, none, BY_CUSTOMER, none),
        (TAGGED, dice[:, 4] > 0.985, e["start"] + 900, none, none + 1 + VALUES.index("bug"), BY_HUMAN, none),
    ]
    columns: dict[str, list[np.ndarray]] = {
        name: [] for name in ("episode", "type", "at", "from", "to", "actor", "reason")
    }
    for kind, wanted, at, origin, target, actor, reason in planned:
        rows = np.flatnonzero(wanted & (at < world.end))
        columns["episode"].append(rows)
        columns["type"].append(np.full(len(rows), kind))
        columns["at"].append(at[rows])
        columns["from"].append(origin[rows])
        columns["to"].append(target[rows])
        columns["actor"].append(actor[rows] if isinstance(actor, np.ndarray) else np.full(len(rows), actor))
        columns["reason"].append(reason[rows])
    return in_order_of_time({name: np.concatenate(parts) for name, parts in columns.items()})
