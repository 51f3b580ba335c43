"""Comparisons that decide something: shadow, experiments, fixes and the gate, by small simulations with known truth."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from agent_scorecard.improvement.experiment_results import experiment_results
from agent_scorecard.improvement.fix_outcomes import fix_outcomes
from agent_scorecard.improvement.scale_gate import scale_gate
from agent_scorecard.improvement.shadow_comparison import shadow_comparison
from agent_scorecard.statistics.sequential import obrien_fleming_limits, sequence_half_width

START = datetime(2025, 1, 6)


def shares_of_false_alarms(looks: int, half_width, runs: int = 1000) -> float:
    """How often a difference of two equal shares ever lies outside, looked at ``looks`` times."""
    draw = np.random.default_rng(3)
    sides = [np.cumsum(draw.binomial(100, 0.7, (runs, looks)), 1) for _ in range(2)]
    n = 100 * np.arange(1, looks + 1)
    first, second = (side / n for side in sides)
    variance = (first * (1 - first) + second * (1 - second)) / n
    return float((np.abs(first - second) > half_width(variance)).any(1).mean())


def test_twelve_declared_looks_keep_their_error():
    limits = np.array(obrien_fleming_limits(12))
    assert shares_of_false_alarms(12, lambda v: limits * np.sqrt(v)) <= 0.065
    assert shares_of_false_alarms(12, lambda v: 1.96 * np.sqrt(v)) > 0.12


def test_looking_every_day_keeps_the_error_of_the_sequence():
    assert shares_of_false_alarms(84, lambda v: sequence_half_width(v, 0.1)) <= 0.05


def arms(sizes: tuple[int, int], closed: tuple[float, float], days: int = 60):
    """Assignments and one episode per customer; every one reviewed, and right as often as it was closed."""
    draw = np.random.default_rng(11)
    assigned, episodes = [], []
    for variant, size, share in zip(("control", "new"), sizes, closed, strict=True):
        for unit in range(size):
            name = f"{variant}{unit}"
            assigned.append({"experiment": "e", "unit_id": name, "variant": variant, "assigned_at": START})
            episodes.append(
                {
                    "customer_id": name,
                    "category": "billing",
                    "started_at": START + timedelta(days=1),
                    "is_ai_resolved": bool(draw.random() < share),
                    "is_escalated": True,
                    "is_followed_up": bool(draw.random() < 0.1),
                    "correct_score": float(draw.random() < 0.9),
                    "needed_score": 1.0,
                    "weight": 1.0,
                }
            )
    return experiment_results(assigned, episodes, START + timedelta(days=days), {}).to_pylist()


def outcome(rows: list[dict]) -> dict:
    return next(row for row in rows if row["metric"] == "closure_rate" and row["category"] == "(all)")


@pytest.mark.parametrize("size", [12, 30])
def test_a_winner_at_12_or_30_a_side_is_refused(size):
    row = outcome(arms((size, size), (0.2, 1.0)))
    assert (row["status"], row["verdict"], row["decision"]) == ("low_n", None, "keep_running")


def test_a_broken_split_shows_no_winner():
    row = outcome(arms((800, 1200), (0.4, 0.9)))
    assert (row["status"], row["verdict"], row["decision"]) == ("broken_split", None, "repair_split")


def test_a_real_winner_is_proposed_and_days_are_not_weeks():
    assert outcome(arms((5000, 5000), (0.5, 0.7)))["decision"] == "propose_adoption"
    assert outcome(arms((1500, 1500), (0.5, 0.7), days=10))["status"] == "too_short"


def fixed(ratio: float, seed: int, per_week: int = 120, weeks: int = 26) -> str:
    """The verdict on a fix that multiplies a failure of 15 % by ``ratio``, while everything else drifts by a fifth."""
    draw = np.random.default_rng(seed)
    shipped = START + timedelta(weeks=12)
    episodes = []
    for category in ("billing", "how_to", "technical"):
        for week in range(12 + weeks):
            at = START + timedelta(weeks=week, hours=1)
            share = 0.15 * (1.2 if week >= 12 else 1.0) * (ratio if category == "billing" and week >= 12 else 1.0)
            for failed in draw.random(per_week) < share:
                row = {"category": category, "started_at": at, "week_start": at.date(), "is_failed": bool(failed)}
                row |= dict.fromkeys(("cluster_key", "article_id", "failure_reason", "correct_score", "weight"))
                episodes.append(row)
    fix = dict.fromkeys(("kind", "description", "proposed_by", "approved_by"))
    fix |= {"fix_id": "X", "gap_key": "billing:any", "shipped_at": shipped}
    return fix_outcomes([fix], episodes, shipped + timedelta(weeks=weeks)).to_pylist()[0]["verdict"]


def test_working_harmful_and_useless_fixes_are_told_apart():
    useless = [fixed(1.0, seed) for seed in range(20)]
    assert useless.count("working") <= 1
    assert useless.count("harmful") <= 1
    assert [fixed(0.4, seed) for seed in range(3)] == ["working"] * 3
    assert [fixed(1.8, seed) for seed in range(3)] == ["harmful"] * 3


def test_shadow_pairs_are_compared_with_a_margin():
    def pairs(*counts: int) -> list[dict]:
        kinds = ((True, True), (True, False), (False, True), (False, False))
        return [
            {"category": "a", "source": "draft", "is_blinded": True, "answered_at": START}
            | {"is_ai_correct": ai, "is_human_correct": person}
            for (ai, person), count in zip(kinds, counts, strict=True)
            for _ in range(count)
        ]

    def verdict(*counts: int) -> tuple:
        row = shadow_comparison(pairs(*counts), {}, 0.05).to_pylist()[0]
        return row["verdict"], row["status"], row["draft_count"]

    assert verdict(400, 12, 10, 20) == ("no_worse", "ok", 442)
    assert verdict(100, 5, 60, 20) == ("worse", "ok", 185)
    assert verdict(10, 1, 1, 1) == (None, "low_n", 13)


def test_the_gate_opens_on_lower_bounds_and_says_what_is_missing():
    limits = {
        "(default)": {"least_accuracy": 0.7, "most_missed_escalations": 0.1, "most_hallucinations": 0.1},
    }

    def gate(n: int, right: float, fixes: int) -> dict:
        episodes = [
            {
                "category": "a",
                "customer_cluster": f"c{i}",
                "is_ai_resolved": True,
                "is_escalated": False,
                "correct_score": float(i < right * n),
                "needed_score": 0.0,
                "hallucination_score": 0.0,
                "weight": 2.0,
            }
            for i in range(n)
        ]
        return scale_gate(episodes, limits, {"a": fixes}).to_pylist()[1]

    assert gate(200, 0.9, 1)["is_open"]
    assert gate(200, 0.9, 0)["missing"] == "no fix is proven yet"
    few = gate(20, 0.8, 1)
    assert not few["is_open"]
    assert few["reviews_to_do"] > 10
    assert "will not show it" in gate(200, 0.6, 1)["missing"]


def weeks_of(shares: list[float], others: float = 0.3) -> list[dict]:
    """Forty episodes a week of billing that fail by the shares given, and of how_to by another, from START on."""
    rows = []
    for week, share in enumerate(shares):
        for number in range(40):
            for category, failing in (("billing", share), ("how_to", others)):
                at = START + timedelta(weeks=week, hours=number)
                row = {"category": category, "started_at": at, "week_start": (START + timedelta(weeks=week)).date()}
                row |= dict.fromkeys(("failure_reason", "cluster_key", "article_id", "correct_score", "weight"))
                rows.append(row | {"is_failed": number < round(40 * failing)})
    return rows


@pytest.mark.parametrize(("earlier", "weeks"), [(0.3, 26), (0.1, 12)])
def test_a_fix_is_compared_with_half_a_year_unless_it_follows_an_incident(earlier, weeks):
    """Billing failed in three of ten for half a year: all of it counts. Where that began twelve weeks before, only these do."""
    shipped = START + timedelta(weeks=26)
    fix = {"fix_id": "X", "gap_key": "billing:all", "kind": "prompt", "shipped_at": shipped}
    fix |= dict.fromkeys(("description", "proposed_by", "approved_by"))
    episodes = weeks_of([earlier] * 14 + [0.3] * 12 + [0.15] * 12)
    (row,) = fix_outcomes([fix], episodes, START + timedelta(weeks=38)).to_pylist()
    assert row["trials_before"] == 40 * weeks
    assert row["failure_rate_before"] == pytest.approx(0.3)
    assert row["verdict"] == "working"
