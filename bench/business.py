# ruff: noqa: E501
"""Accounts at risk on simulated accounts whose hazard is known: who is listed, who leaves, and by how much. Writes docs/figures/business.md."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.business.account_risk import account_risk
from agent_scorecard.business.human_load import elasticity
from agent_scorecard.statistics.shrinkage import concordance

AS_OF = datetime(2026, 1, 1)
DAYS, ACCOUNTS, PLANTED, SEEDS, HORIZON = 540, 500, 80, 6, 90


def world(seed: int, hazard_power: float):
    """Accounts of all sizes; the planted ones are served four times as badly, half of them with few conversations."""
    rng = np.random.default_rng(seed)
    accounts, troubles, truth = [], [], {}
    for number in range(ACCOUNTS):
        name, is_bad = f"A{number:03d}", number < PLANTED
        ratio = 4.0 if is_bad else float(rng.gamma(30, 1 / 30))
        a_day = float(rng.choice([0.1, 0.2] if is_bad else [0.01, 0.05, 0.2]))
        gone = float(rng.exponential(1 / (0.00025 * ratio**hazard_power)))
        left = AS_OF - timedelta(days=DAYS) + timedelta(days=min(gone, 20_000))
        account = {"account_id": name, "tier": "team", "owner": "ann", "currency": "USD", "annual_value": 1000.0}
        account |= {"started_at": AS_OF - timedelta(days=int(rng.integers(DAYS, 2000)))}
        accounts.append(account | {"churned_at": left if left <= AS_OF else None})
        truth[name] = (is_bad, left)
        for case in range(rng.poisson(a_day * min(DAYS, gone))):
            kinds = rng.random(2) < 0.1 * ratio
            trouble = {
                "episode_id": f"{name}-{case}",
                "account_id": name,
                "customer_cluster": name,
                "category": "billing",
            }
            trouble |= {
                "started_at": AS_OF - timedelta(days=DAYS) + timedelta(days=float(rng.random() * min(DAYS, gone)))
            }
            trouble |= {
                "is_escalated": bool(kinds[0]),
                "is_wrong": None,
                "is_judged": None,
                "is_negative": bool(kinds[1]),
            }
            troubles.append(trouble | {"is_abandoned": False, "is_refused": False})
    return accounts, troubles, truth


def lift(score, left) -> float:
    """The share of leavers among the tenth with the highest score, over their share among all."""
    top = np.argsort(-np.asarray(score, float), kind="stable")[: max(len(left) // 10, 1)]
    return float(np.mean(np.asarray(left)[top]) / np.mean(left))


def calibration(chances: list[tuple[float, bool]]) -> list[str]:
    """The chance that was shown against who left, by fifths of the accounts, over all seeds in which one was shown."""
    if not chances:
        return ["No chance was shown, so there is nothing to calibrate.", ""]
    shown, left = (np.array(part, float) for part in zip(*chances, strict=True))
    order = np.argsort(shown, kind="stable")
    lines = ["| accounts, by the chance shown | accounts | chance shown, mean | left in 90 days |", "|---|---|---|---|"]
    for number, part in enumerate(np.array_split(order, 5), start=1):
        lines.append(f"| fifth {number} | {len(part)} | {shown[part].mean():.3f} | {left[part].mean():.3f} |")
    return [*lines, f"| all | {len(shown)} | {shown.mean():.3f} | {left.mean():.3f} |", ""]


def main() -> None:
    lines = [
        "# Figures: the business",
        "",
        "Made by `bench/business.py`. "
        + f"{ACCOUNTS} accounts over {DAYS} days, {PLANTED} of them served four times as badly.",
        "",
    ]
    for power, title in ((1.2, "Leaving hangs on how they were served"), (0.0, "Leaving has nothing to do with it")):
        chances, lifted = [], []
        lines += [
            f"## {title}",
            "",
            "| seed | listed | precision | recall | chance shown | predicted | left in 90 days | concordance: ratio, age, volume | lift of the top tenth: ratio, age, volume | small in the first ten |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for seed in range(1, SEEDS + 1):
            accounts, troubles, truth = world(seed, power)
            there = [row for row in account_risk(accounts, troubles, AS_OF).to_pylist() if row["churned_at"] is None]
            listed = [row for row in there if row["is_troubled"]]
            right = sum(truth[row["account_id"]][0] for row in listed)
            planted = sum(truth[row["account_id"]][0] for row in there)
            left = np.array([truth[row["account_id"]][1] <= AS_OF + timedelta(days=HORIZON) for row in there])
            is_shown = there[0]["churn_status"] == "ok"
            predicted = f"{np.mean([row['churn_probability'] for row in there]):.3f}" if is_shown else ""
            scores = [
                [row["trouble_ratio"] for row in there],
                [-row["age_days"] for row in there],
                [row["episode_count"] for row in there],
            ]
            told = ", ".join(f"{concordance(score, left):.2f}" for score in scores)
            each_lift = [lift(score, left) for score in scores]
            lifts = ", ".join(f"{value:.1f}" for value in each_lift)
            lifted.append(each_lift)
            if is_shown:
                chances += [(row["churn_probability"], is_left) for row, is_left in zip(there, left, strict=True)]
            small = sum(
                1
                for row in there
                if (row["rank_in_currency"] or 99) <= 10
                and row["episode_count"] < 5
                and not truth[row["account_id"]][0]
            )
            precision = f"{right / len(listed):.2f}" if listed else ""
            lines.append(
                f"| {seed} | {len(listed)} | {precision} | {right / planted:.2f} | {'yes' if is_shown else 'no'} | {predicted} | {left.mean():.3f} | {told} | {lifts} | {small} |"
            )
        mean = ", ".join(f"{value:.1f}" for value in np.mean(lifted, axis=0))
        lines += ["", f"Lift over all seeds, of the ratio, age and volume: {mean}.", "", *calibration(chances)]
    lines += [
        "## Elasticity",
        "",
        "Sixty weeks in which customers triple, 400 worlds: how often the interval holds the planted value.",
        "",
        "| planted | held |",
        "|---|---|",
    ]
    customers = np.linspace(300, 900, 60).round().astype(int)
    for truth_value in (0.0, 0.4, 1.0):
        held = 0
        for seed in range(400):
            found = elasticity(
                np.random.default_rng(seed).poisson(20 * (customers / 300) ** truth_value).tolist(), customers.tolist()
            )
            held += found["elasticity_low"] <= truth_value <= found["elasticity_high"]
        lines.append(f"| {truth_value} | {held / 400:.3f} |")
    target = Path(__file__).resolve().parents[1] / "docs" / "figures" / "business.md"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
