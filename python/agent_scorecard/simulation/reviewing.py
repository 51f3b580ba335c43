"""Review draws, reviewers' verdicts with their noise, and an automatic judge's scores."""

from __future__ import annotations

from hashlib import md5

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import conform, ids, pick, times
from agent_scorecard.simulation.episode_clocks import NEVER, Episodes
from agent_scorecard.simulation.speech import (
    CONTRADICTED,
    CONTRADICTS_ITSELF,
    INVENTED,
    LOST,
    OVERPROMISE,
    VAGUE,
    WRONG_ELEMENT,
)
from agent_scorecard.simulation.world import WEEK, World

SALT = "s1"
REVIEWERS = 4
# Draw probability of the risky, at random draws of 10 %; with more random draws they rise as far above.
TIERS = ("random", "escalated", "negative", "low_confidence")
TIER_RATES = (0.0, 0.15, 0.20, 0.25)
HALLUCINATIONS = ("none", "contradicted", "invented_feature", "overpromise", "unverifiable")
REASONS = (
    "wrong_policy",
    "outdated_article",
    "invented_feature",
    "overpromise",
    "incomplete_answer",
    "context_lost",
    "wrong_page_element",
    "missing_article",
    "misread_question",
)
RESPONSE = 0.94
CANNOT_TELL = 0.02
LATE = 0.04


def draw(world: World, e: Episodes, episode_ids: list[str]) -> dict[str, np.ndarray]:
    """Who is drawn: columns row (of the episode), tier, probability, at.

    One share per episode, from the md5 of its id and the salt: below the random rate it belongs to the random tier,
    below its risk tier's rate to that one. So late rows never change earlier draws, and 1 / probability weighs all.
    """
    config = world.config
    random_rate = config.random_review_share
    share = np.array([int(md5(f"{key}{SALT}".encode()).hexdigest()[:8], 16) / 2**32 for key in episode_ids])
    risk = np.select([e["is_escalated"], e["mood"] < -0.9, e["confidence"] < 0.5], [1, 2, 3], 0)
    if not config.has_prioritised_reviews:
        risk = np.zeros_like(risk)
    extra = np.array(TIER_RATES)[risk]
    probability = np.minimum(random_rate + extra, 1.0)
    at = world.start + (e["week"] + 1) * WEEK + 86_400 + 7 * 3600
    row = np.flatnonzero(e["is_ai"] & (share < probability) & (at < world.end))
    tier = np.where(share < random_rate, 0, risk)
    return {"row": row, "tier": tier[row], "probability": probability[row], "at": at[row]}


def review(world: World, e: Episodes, drawn: dict, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The verdicts that came back before the end: row, draw, reviewer, at, is_correct, is_partial, is_unclear."""
    config = world.config
    count = len(drawn["row"])
    answered = rng.random(count) < RESPONSE
    second = answered & (rng.random(count) < config.second_review_share)
    place = np.concatenate([np.flatnonzero(answered), np.flatnonzero(second)])
    is_second = np.arange(len(place)) >= answered.sum()
    row = drawn["row"][place]
    lag = 86_400 * rng.lognormal(np.log(1.5), 0.7, len(place)) + np.where(
        rng.random(len(place)) < LATE, rng.integers(21, 45, len(place)) * 86_400, 0
    )
    at = drawn["at"][place] + lag.astype(np.int64)
    first_reviewer = rng.integers(REVIEWERS, size=count)[place]
    reviewer = np.where(is_second, (first_reviewer + 1) % REVIEWERS, first_reviewer)
    said = _with_noise(e["is_correct"][row], e["p_correct"][row], config.reviewer_noise, rng)
    columns = {
        "row": row,
        "draw": place,
        "reviewer": reviewer,
        "at": at,
        "is_correct": said,
        "is_partial": ~said & (rng.random(len(place)) < 0.4),
        "is_unclear": rng.random(len(place)) < CANNOT_TELL,
        "dice": rng.random((len(place), 3)),
    }
    kept = np.flatnonzero(at < world.end)
    order = kept[np.lexsort((kept, at[kept]))]
    return {name: values[order] for name, values in columns.items()}


def _with_noise(truth: np.ndarray, probability: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Verdicts contradicting the truth, errors of both kinds in balance: p x P(miss) = (1 - p) x P(false praise)."""
    larger = np.maximum(probability, 1 - probability)
    error = np.where(truth, noise * (1 - probability) / larger, noise * probability / larger)
    return truth ^ (rng.random(len(truth)) < error)


def failure_reason(e: Episodes, rng: np.random.Generator) -> np.ndarray:
    """An index into REASONS by the planted fault; where no text shows it, one of the causes without a trace."""
    quiet = rng.choice((0, 7, 8), size=len(e["fault"]), p=(0.4, 0.35, 0.25))
    return np.select(
        [
            e["is_stale"] & ~e["is_correct"],
            e["lacks_article"] & ~e["is_correct"],
            e["fault"] == CONTRADICTED,
            e["fault"] == INVENTED,
            e["fault"] == OVERPROMISE,
            e["fault"] == VAGUE,
            e["fault"] == LOST,
            e["fault"] == WRONG_ELEMENT,
        ],
        [1, 7, 0, 2, 3, 4, 5, 6],
        quiet,
    )


def _is_complete(said: np.ndarray, has_verdict: np.ndarray, is_usable: np.ndarray, dice: np.ndarray) -> np.ndarray:
    """A right answer speaks to every part. One that is not may, too, unless it is valid and helpful (``is_usable``): then
    what it lacks is a part. Where no verdict was given it follows from the parts, and they stay as one."""
    return said | (has_verdict & ~is_usable & (dice < 0.25))


def hallucination(fault: np.ndarray) -> np.ndarray:
    return np.select(
        [np.isin(fault, (CONTRADICTED, CONTRADICTS_ITSELF)), fault == INVENTED, fault == OVERPROMISE], [1, 2, 3], 0
    )


def review_tables(
    e: Episodes, drawn: dict, reviews: dict, episode_ids: list[str], columns: dict, first: int
) -> dict[str, pa.Table]:
    """`review_draws` and `reviews`. ``columns``: ticket_id, answer_id and corrected answers by episode."""
    queue = ids("Q", (e["week"] + 1))
    row = pa.array(drawn["row"])
    draws = conform(
        "review_draws",
        {
            "episode_id": pa.array(episode_ids, pa.string()).take(row),
            "drawn_at": times(drawn["at"]),
            "tier": pick(list(TIERS), drawn["tier"]),
            "inclusion_probability": drawn["probability"],
            "salt": pick([SALT], np.zeros(len(drawn["row"]))),
            "queue_id": queue.take(row),
        },
    )
    row = reviews["row"]
    unclear, said = reviews["is_unclear"], reviews["is_correct"]
    wrong = ~said & ~unclear
    # a few come from a form that asks only for the three parts
    has_verdict = unclear | (reviews["dice"][:, 0] < 0.97)
    found = hallucination(e["fault"][row])
    at_message = (found > 0) & (reviews["dice"][:, 1] < 0.5)
    is_shown = wrong & (reviews["dice"][:, 2] < 0.6)
    is_helpful = said | (reviews["is_partial"] & (reviews["dice"][:, 2] < 0.3))
    table = conform(
        "reviews",
        {
            "review_id": ids("R", first + np.arange(len(row))),
            "ticket_id": columns["ticket_id"].take(pa.array(row)),
            "reviewer_id": ids("r", reviews["reviewer"] + 1),
            "reviewed_at": times(reviews["at"]),
            "episode_number": pa.array(e["number"][row]),
            "message_id": columns["answer_id"].take(pa.array(row, mask=~at_message)),
            "verdict": pick(
                ["correct", "partial", "incorrect", "cannot_tell"],
                np.select([unclear, said, reviews["is_partial"]], [3, 0, 1], 2),
                ~has_verdict,
            ),
            "is_valid": pa.array(said | reviews["is_partial"], mask=unclear),
            "is_complete": pa.array(_is_complete(said, has_verdict, is_helpful, reviews["dice"][:, 1]), mask=unclear),
            "is_helpful": pa.array(is_helpful, mask=unclear),
            "needed_human": pa.array(e["needed"][row]),
            "hallucination_type": pick(list(HALLUCINATIONS), np.where(wrong, found, 0), unclear),
            "failure_reason": pick(list(REASONS), e["failure_reason"][row], ~wrong),
            "corrected_answer": columns["right_answer"].take(pa.array(row, mask=~is_shown)),
            "note": pick(
                ["Checked against the article.", "Customer wrote again.", "Unsure about the contract."],
                (reviews["dice"][:, 1] * 3).astype(int),
                ~(unclear | (wrong & (reviews["dice"][:, 0] < 0.15))),
            ),
            "queue_id": queue.take(pa.array(row)),
            "inclusion_probability": drawn["probability"][reviews["draw"]],
        },
    )
    return {"review_draws": draws, "reviews": table}


def judgement_table(world: World, e: Episodes, ticket_id: pa.Array, rng: np.random.Generator, first: int) -> pa.Table:
    """Scores of an automatic judge that is right with the configured sensitivity and specificity at 0.5."""
    config = world.config
    count = len(e["start"])
    says_good = np.where(
        e["is_correct"], rng.random(count) < config.judge_sensitivity, rng.random(count) >= config.judge_specificity
    )
    depth = np.abs(rng.beta(2.0, 1.6, count))
    score = np.where(says_good, 0.5 + 0.499 * depth, 0.499 - 0.49 * depth)
    seen = np.where(e["resolved"] < NEVER, e["resolved"], e["last_customer"])
    at = np.maximum(seen, e["start"] + 60) + rng.integers(300, 3 * 3600, count)
    row = np.flatnonzero(e["is_ai"] & (rng.random(count) < config.judged_share) & (at < world.end))
    return conform(
        "judgements",
        {
            "judgement_id": ids("J", first + np.arange(len(row))),
            "ticket_id": ticket_id.take(pa.array(row)),
            "judged_at": times(at[row]),
            "judge": pick(["judge-1"], np.zeros(len(row))),
            "score": np.round(score[row], 2),
            "episode_number": e["number"][row],
            "criterion": pick(["correct"], np.zeros(len(row))),
            "reason": pa.nulls(len(row), pa.string()),
        },
    )
