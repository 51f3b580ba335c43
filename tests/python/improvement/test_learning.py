"""Learning: a slope at one mix, gaps that stay open, and changes proposed by what they could spare."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from agent_scorecard.improvement.learning_velocity import learning_velocity
from agent_scorecard.improvement.recommendations import recommendations

AS_OF = datetime(2025, 7, 20)


def episode(category: str, at: datetime, correct: float, **more) -> dict:
    return {
        "category": category,
        "started_at": at,
        "week_start": (at - timedelta(days=at.weekday())).date(),
        "is_ai_resolved": True,
        "is_failed": correct < 0.5,
        "is_escalated": False,
        "correct_score": correct,
        "needed_score": 0.0,
        "weight": 1.0,
        "failure_reason": None,
        "cluster_key": None,
        "article_id": None,
        "reviewed_at": at + timedelta(days=2),
    } | more


def months(share) -> list[dict]:
    """Six months; ``share(category, month)`` is (episodes, how many right of ten)."""
    rows = []
    for month in range(6):
        for category in ("easy", "hard"):
            n, right = share(category, month)
            rows += [episode(category, datetime(2025, 1 + month, 3), float(k % 10 < right)) for k in range(n)]
    return rows


def velocity(episodes=(), gaps=(), fixes=(), decisions=()) -> dict:
    rows = learning_velocity(episodes, gaps, fixes, decisions, AS_OF).to_pylist()
    return {(row["measure"], row["category"]): row for row in rows}


def test_getting_better_in_every_category_is_learning():
    found = velocity(months(lambda category, month: (100, (5 if category == "easy" else 2) + month * 0.5)))
    assert found["accuracy_slope", "(all)"]["value_low"] > 0
    assert found["accuracy_slope", "(all)"]["value"] == pytest.approx(0.06, abs=0.03)


def test_easier_questions_are_no_learning():
    share = {"easy": lambda month: (50 + 30 * month, 9), "hard": lambda month: (200 - 30 * month, 3)}
    found = velocity(months(lambda category, month: share[category](month)))["accuracy_slope", "(all)"]
    assert found["value"] == pytest.approx(0, abs=0.005)
    assert found["value_low"] < 0 < found["value_high"]


def test_without_reviews_a_slope_is_not_known():
    rows = [row | {"correct_score": None} for row in months(lambda category, month: (20, 5))]
    row = velocity(rows)["accuracy_slope", "(all)"]
    assert (row["value"], row["status"], row["numerator"]) == (None, "unverified", 0)


def gap(key: str, days: int, closed: int | None = None, **more) -> dict:
    seen = AS_OF - timedelta(days=days)
    at = None if closed is None else seen + timedelta(days=closed)
    base = {"gap_key": key, "category": key.partition(":")[0], "first_seen_at": seen, "closed_at": at, "fix_id": None}
    return base | {"release_id": None, "feature_id": None, "state": "open" if at is None else "fixed"} | more


def test_a_gap_that_is_open_counts_as_not_closed_yet():
    rows = [episode("easy", AS_OF - timedelta(days=50), 1.0)]
    gaps = [gap("easy:K1", 60, 10), gap("easy:K2", 60, 20), gap("easy:K3", 60, 30)]
    gaps += [gap("easy:K4", 50), gap("easy:K5", 40)]
    row = velocity(rows, gaps)["median_gap_age_days", "(all)"]
    assert (row["value"], row["numerator"], row["denominator"]) == (30, 3, 5)
    assert velocity(rows, gaps[3:])["median_gap_age_days", "(all)"]["status"] == "not_reached"


def test_the_steps_of_a_gap_are_its_first_review_its_decision_and_its_fix():
    seen = AS_OF - timedelta(days=30)
    rows = [episode("easy", seen, 0.0, article_id="K1")]
    decisions = [{"finding": "easy:K1", "improvement": None, "decided_at": seen + timedelta(days=5)}]
    found = velocity(rows, [gap("easy:K1", 30, 12)], decisions=decisions)
    days = [found[f"median_days_{step}", "(all)"]["value"] for step in ("seen_to_reviewed", "reviewed_to_proposed")]
    assert [*days, found["median_days_proposed_to_fixed", "(all)"]["value"]] == [2, 3, 7]


def proposed(episodes=(), gaps=(), gates=(), decisions=()) -> list[dict]:
    approvers = {"(all)": "lead", "hard": "hard_lead"}
    return recommendations(episodes, gaps, gates, decisions, approvers, AS_OF).to_pylist()


KNOWN = {
    "kind": "stale",
    "subject": "Refunds",
    "evidence": "seen",
    "episode_count": 130,
    "evidence_count": 65,
    "compared_share": 0.2,
}


def test_the_next_best_change_spares_most_failures_and_what_is_usual_is_not_spared():
    reviews = {"category": "easy", "is_open": False, "reviews_to_do": 30, "missing": "30 more reviews"}
    small = gap("easy:K2", 91, **KNOWN | {"episode_count": 20, "evidence_count": 10})
    rows = proposed(gaps=[small, gap("hard:K1", 91, **KNOWN)], gates=[reviews])
    assert [(row["gap_key"], row["kind"]) for row in rows] == [
        ("hard:K1", "knowledge"),
        ("easy:K2", "knowledge"),
        (None, "review_budget"),
    ]
    assert rows[0]["expected_effect"] == pytest.approx(0.3 * 40)
    assert rows[0]["expected_effect_low"] < 12 < rows[0]["expected_effect_high"]
    assert [row["approver"] for row in rows] == ["hard_lead", "lead", "lead"]
    assert {row["state"] for row in rows} == {"proposed"}


def test_prompt_routing_and_threshold_follow_from_reviews():
    at = AS_OF - timedelta(weeks=2)
    rows = [episode("easy", at, float(n >= 10), failure_reason="overpromise" if n < 10 else None) for n in range(60)]
    rows += [episode("easy", at, 1.0, needed_score=1.0) for _ in range(20)]
    rows += [episode("easy", at, 1.0, is_escalated=True) for _ in range(20)]
    assert {row["kind"]: row["subject"] for row in proposed(rows)} == {
        "prompt": "overpromise",
        "routing": "missed escalations",
        "threshold": "avoidable escalations",
    }


def test_a_decision_that_names_it_decides_it_and_a_closed_gap_is_not_proposed():
    decision = {"decision_id": "D1", "finding": "hard:K1", "improvement": "rewrite", "decided_at": AS_OF}
    (row,) = proposed(gaps=[gap("hard:K1", 91, **KNOWN)], decisions=[decision])
    assert (row["state"], row["decision_id"]) == ("decided", "D1")
    assert proposed(gaps=[gap("hard:K1", 91, 5, **KNOWN)]) == []
