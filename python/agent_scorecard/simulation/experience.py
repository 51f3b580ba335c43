"""What customers and experiments say besides: survey answers, shadow answers, assignments, requests to be forgotten."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import conform, ids, pick, times
from agent_scorecard.simulation.customers import Customers
from agent_scorecard.simulation.episode_clocks import NEVER, Episodes
from agent_scorecard.simulation.fragments import answer_slot, sentence
from agent_scorecard.simulation.world import World

# Survey kinds: share of the answers and length of scale. 7 is easy on the effort scale.
SURVEYS = (("csat", 0.70, 5), ("ces", 0.12, 7), ("nps", 0.10, 10), ("trust", 0.08, 5))
RESPONSE = 0.17
COMMENTS = (
    ("Wrong answer.", "Took far too long.", "Had to repeat everything.", "The bot did not understand me.", "Useless."),
    ("Okay.", "Fine in the end.", "Could be faster."),
    ("Quick and clear, thanks!", "Great help.", "Solved at once.", "Very friendly."),
)
EXPERIMENT = ("warm_tone", ("control", "warm"))


def satisfaction_table(world: World, e: Episodes, ticket_id: pa.Array, rng: np.random.Generator) -> pa.Table:
    """Answers to surveys sent after the end of an episode; the unhappy answer a little more often."""
    count = len(e["start"])
    ended = np.where(e["resolved"] < NEVER, e["resolved"], np.where(e["is_abandoned"], e["last_customer"], NEVER))
    answered = rng.random(count) < RESPONSE * np.where(e["mood"] < -0.6, 1.3, 1.0)
    at = ended + 600 + (rng.random(count) ** 2 * 2 * 86_400).astype(np.int64)
    row = np.flatnonzero(answered & (at < world.end))
    kind = rng.choice(len(SURVEYS), size=len(row), p=[share for _, share, _ in SURVEYS])
    scale = np.array([length for _, _, length in SURVEYS])[kind]
    happiness = 0.62 + 0.22 * e["mood"][row] + np.where(e["is_correct"][row], 0.14, -0.14)
    score = np.clip(np.round(scale * (happiness + 0.12 * rng.standard_normal(len(row)))), 1, scale)
    level = np.clip((score / scale * 3).astype(int), 0, 2)
    words = np.array(
        [part[int(u * len(part))] for part, u in zip([COMMENTS[n] for n in level], rng.random(len(row)), strict=True)]
    )
    return conform(
        "satisfaction",
        {
            "ticket_id": ticket_id.take(pa.array(row)),
            "responded_at": times(at[row]),
            "score": score,
            "scale_max": scale.astype(float),
            "kind": pick([name for name, _, _ in SURVEYS], kind),
            "comment": pa.array(words.tolist(), pa.string(), mask=rng.random(len(row)) > 0.3),
        },
    )


def shadow_table(world: World, e: Episodes, ticket_id: pa.Array, rng: np.random.Generator, first: int) -> pa.Table:
    """What the AI would have said where people answered: the same tickets, judged blind."""
    at = e["person_at"] - 600
    row = np.flatnonzero(~e["is_ai"] & (at < world.end) & (rng.random(len(at)) < 0.5))
    rate = world.rates["accuracy"][e["week"][row], e["category"][row]]
    slot = answer_slot(world.words, "answer")
    works = world.words.common["human"]["work"]
    ai_right, human_right = rng.random(len(row)) < rate - 0.05, rng.random(len(row)) < 0.9
    wrong = ~ai_right & (rng.random(len(row)) < 0.5)
    return conform(
        "shadow_answers",
        {
            "shadow_id": ids("S", first + np.arange(len(row))),
            "ticket_id": ticket_id.take(pa.array(row)),
            "agent_id": pick(["ava"], np.zeros(len(row))),
            "answered_at": times(at[row]),
            "ai_answer": sentence(
                slot.choose(e["issue"][row] * 4 + e["version"][row] + 2 * wrong, rng.random(len(row)))
            ),
            "human_answer": pick(list(works), rng.integers(len(works), size=len(row))),
            "ai_verdict": pick(["incorrect", "correct"], ai_right),
            "human_verdict": pick(["incorrect", "correct"], human_right),
            "reviewer_id": ids("r", rng.integers(1, 5, size=len(row))),
            "is_blinded": rng.random(len(row)) < 0.9,
        },
    )


def experiment_table(world: World, customers: Customers, rng: np.random.Generator) -> pa.Table:
    """A tenth of the customers in one experiment that changes nothing: what an honest test should find."""
    chosen = np.flatnonzero(rng.random(len(customers)) < 0.10)
    if not len(chosen):
        chosen = np.array([0])
    name, variants = EXPERIMENT
    half = world.start + (world.end - world.start) // 2
    return conform(
        "experiment_assignments",
        {
            "experiment": pick([name], np.zeros(len(chosen))),
            "unit_id": ids("C", customers.number[chosen]),
            "variant": pick(list(variants), rng.integers(2, size=len(chosen))),
            "assigned_at": times(half + rng.integers(30 * 86_400, size=len(chosen)) % max(world.end - half, 1)),
        },
    )


def erasure_table(world: World, customers: Customers, rng: np.random.Generator) -> pa.Table:
    chosen = np.sort(rng.choice(len(customers), size=max(2, len(customers) // 400), replace=False))
    return conform(
        "erasure_requests",
        {
            "customer_id": ids("C", customers.number[chosen]),
            "requested_at": times(
                world.start + rng.integers((world.end - world.start) // 2, world.end - world.start, len(chosen))
            ),
        },
    )
