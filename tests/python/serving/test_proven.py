"""What is proven before it counts: shadow answers, experiments, and whether it learns, as the pages tell it."""

from __future__ import annotations

from agent_scorecard.serving.marts import Tables
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.proven import experiments, learning, shadow

INFINITE = float("inf")


def card(**tables) -> Scorecard:
    return Scorecard(Tables(rows=tables))


def pair(category: str, verdict: str | None, **changes) -> dict:
    row = {"category": category, "blinding": "(all)", "pair_count": 40, "draft_count": 3, "verdict": verdict}
    for name in ("ai_accuracy", "human_accuracy", "difference"):
        row |= {name: 0.5, f"{name}_low": 0.25, f"{name}_high": 0.75}
    return row | changes


def test_a_category_in_which_the_ai_is_worse_than_people_is_told_so_and_all_are_first():
    rows = shadow(
        card(shadow=[pair("billing", "worse"), pair("(all)", None), pair("(all)", "better", blinding="blinded")])
    )
    assert [(row["category"], row["standing"], row["says"]) for row in rows] == [
        ("(all)", "unknown", "too few pairs"),
        ("billing", "bad", "worse than people"),
    ]
    assert rows[1]["drafts"] == 3


def arm(metric: str, role: str, **changes) -> dict:
    row = {
        "experiment": "warm_tone",
        "variant": "warm",
        "category": "(all)",
        "metric": metric,
        "role": role,
        "verdict": None,
    }
    row |= {"customer_count": 30, "control_customer_count": 39, "decision": "keep_running"}
    return row | {"difference": 0.02, "difference_low": -0.01, "difference_high": 0.05} | changes


def test_an_experiment_names_the_guardrail_that_it_breaks_and_what_to_do():
    rows = [
        arm("closure_rate", "outcome", decision="propose_rejection"),
        arm("resolution_accuracy", "guardrail", verdict="worse"),
        arm("closure_rate", "outcome", category="billing"),
        arm("escalation_recall", "guardrail", variant="cold", verdict="worse"),
    ]
    (shown,) = experiments(card(experiments=rows))
    assert shown["standing"] == "bad"
    assert shown["guards"].startswith("broken: ")
    assert "," not in shown["guards"]
    assert shown["difference"] == "+2 points (−1 point to +5 points)"


def test_whether_it_learns_is_told_by_the_interval_and_a_median_not_reached_is_said():
    def measure(name, value, low, high, status="ok"):
        return {
            "category": "(all)",
            "measure": name,
            "value": value,
            "value_low": low,
            "value_high": high,
            "status": status,
        } | {
            "numerator": 2.0,
            "denominator": 3.0,
        }

    rows = [
        measure("accuracy_slope", 0.012, -0.002, 0.026),
        measure("verified_fix_rate", 0.67, 0.2, 0.9),
        measure("median_days_seen_to_reviewed", 2.0, 0.4, INFINITE),
        measure("median_days_fixed_to_proven", INFINITE, 63.0, INFINITE),
    ]
    shown = learning(card(learning=rows))
    assert shown["standing"] == "unknown"
    assert "does not surely move" in shown["told"][0]
    assert [(step["days"], step["ends"]) for step in shown["steps"]] == [
        ("2 days", "0.4 days or more"),
        ("not reached", "63 days or more"),
    ]
