"""Experiments that decide: how often nothing is called something, however often one looks, and what that costs in power.

python bench/experiments.py     # prints and writes docs/figures/experiments.md
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.improvement.experiment_results import BROKEN_SPLIT, SPREAD, experiment_results
from agent_scorecard.statistics.sequential import obrien_fleming_limits, sample_ratio_p_value, sequence_half_width

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "experiments.md"
RUNS, LOOKS, DAYS, A_DAY, SHARE = 4_000, 12, 84, 50, 0.7
START = datetime(2025, 1, 6)


def rejected(effect: float, looks: int, half_width, seed: int = 3) -> float:
    """The share of runs in which a difference of ``effect`` is ever told from none at one of so many even looks."""
    draw = np.random.default_rng(seed)
    a_look = A_DAY * DAYS // looks
    shares = (SHARE, SHARE + effect)
    first, second = (np.cumsum(draw.binomial(a_look, share, (RUNS, looks)), 1) for share in shares)
    n = a_look * np.arange(1, looks + 1)
    first, second = first / n, second / n
    variance = (first * (1 - first) + second * (1 - second)) / n
    return float((np.abs(first - second) > half_width(variance)).any(1).mean())


def rules() -> dict:
    limits = np.array(obrien_fleming_limits(LOOKS))
    return {
        "fixed test at the end": (1, lambda v: 1.96 * np.sqrt(v)),
        f"O'Brien-Fleming, {LOOKS} declared looks": (LOOKS, lambda v: limits * np.sqrt(v)),
        f"confidence sequence, looked at on {DAYS} days": (DAYS, lambda v: sequence_half_width(v, SPREAD)),
        f"fixed test, peeked at on {DAYS} days (no rule of ours)": (DAYS, lambda v: 1.96 * np.sqrt(v)),
    }


def small(size: int, runs: int = 200) -> int:
    """Winners called with ``size`` customers a side, where the variant closes all and the control one in five."""
    called = 0
    for seed in range(runs):
        draw = np.random.default_rng(seed)
        assigned, episodes = [], []
        for variant, share in (("control", 0.2), ("new", 1.0)):
            for unit in range(size):
                name = f"{variant}{unit}"
                assigned.append({"experiment": "e", "unit_id": name, "variant": variant, "assigned_at": START})
                row = {"customer_id": name, "category": "billing", "started_at": START + timedelta(days=1)}
                row |= {"is_ai_resolved": bool(draw.random() < share), "is_escalated": False, "is_followed_up": False}
                episodes.append(row | {"correct_score": 1.0, "needed_score": 0.0, "weight": 1.0})
        rows = experiment_results(assigned, episodes, START + timedelta(days=60), {}).to_pylist()
        called += any(row["verdict"] or row["decision"] == "propose_adoption" for row in rows)
    return called


def caught(shares: tuple[float, float], customers: int, runs: int = 2_000) -> float:
    """How often a split is called broken."""
    draw = np.random.default_rng(5)
    first = draw.binomial(customers, shares[0], runs)
    return float(np.mean([sample_ratio_p_value([int(each), customers - int(each)]) < BROKEN_SPLIT for each in first]))


def main() -> None:
    lines = [
        "# Figures: experiments",
        "",
        f"Made by `bench/experiments.py`. {RUNS:,} runs each: {DAYS} days with {A_DAY} customers a side and day,",
        f"a share of {SHARE:.0%}.",
        "",
        "| rule | says something where there is nothing | finds 2 points | finds 3 points | finds 5 points |",
        "|---|---|---|---|---|",
    ]
    for name, (looks, half) in rules().items():
        told = [rejected(effect, looks, half) for effect in (0.0, 0.02, 0.03, 0.05)]
        lines.append(f"| {name} | " + " | ".join(f"{share:.3f}" for share in told) + " |")
    lines += ["", "| what must be refused or caught | result |", "|---|---|"]
    lines += [
        f"| a winner at {size} a side, 20 % against 100 % | called in {small(size)} of 200 runs |" for size in (12, 30)
    ]
    for customers in (300, 500, 1_000, 2_000):
        broken, even = caught((0.6, 0.4), customers), caught((0.5, 0.5), customers)
        lines.append(
            f"| a split of 60 to 40 among {customers:,} | caught in {broken:.3f} of runs; an even one in {even:.4f} |"
        )
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
