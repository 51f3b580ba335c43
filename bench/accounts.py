# ruff: noqa: E501
"""Accounts that are served badly, in whole simulated years: how many are found, and how many could be.

python bench/accounts.py        # prints the figures and writes docs/figures/accounts.md

Conversations are those of the simulator, with its reviews; how annoyed a customer was and whether an escalation was needed are taken
from its truth, so that no year has to be built.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.business.account_ratios import KINDS
from agent_scorecard.business.account_risk import account_risk
from agent_scorecard.simulation import simulate
from simulated.planted_years import config_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "accounts.md"
LEARNT_ON, SEEDS = range(101, 107), range(301, 311)
# customers an account, on average
SIZES = (14, 20, 25, 35)
WINDOW = timedelta(days=180)
ANNOYED = 0.2


def year(seed: int, customers: int):
    """Accounts, conversations as `int_account_troubles` has them, the end, and the kind of each account."""
    made = simulate(replace(config_of(seed), customers_per_account=customers))
    episodes = made.truth["episodes"].to_pylist()
    kinds = {row["account_id"]: row["kind"] for row in made.truth["accounts"].to_pylist()}
    account_of = {row["customer_id"]: row["account_id"] for row in made.tables["customers"].to_pylist()}
    verdicts = defaultdict(list)
    for row in made.tables["reviews"].to_pylist():
        if row["verdict"] in ("correct", "partial", "incorrect"):
            verdicts[row["ticket_id"], row["episode_number"]].append(row["verdict"] == "correct")
    judged = defaultdict(list)
    for row in made.tables["judgements"].to_pylist():
        judged[row["ticket_id"], row["episode_number"]].append(float(row["score"]))
    moods = [
        row["sentiment_latent"] for row in episodes if row["is_ai_handled"] and row["sentiment_latent"] is not None
    ]
    annoyed = float(np.quantile(moods, ANNOYED))
    troubles = []
    for row in episodes:
        if not row["is_ai_handled"] or not account_of.get(row["customer_id"]):
            continue
        found = verdicts[row["ticket_id"], row["episode_number"]] or verdicts[row["ticket_id"], None]
        troubles.append(
            {name: row[name] for name in ("episode_id", "category", "started_at")}
            | {
                "account_id": account_of[row["customer_id"]],
                "customer_cluster": row["customer_id"],
                "is_escalated": bool(row["is_escalated"] and not row["is_operational"] and not row["needed_human"]),
                "is_wrong": bool(np.mean(found) < 0.5) if found else None,
                "is_judged": _judged(judged[row["ticket_id"], row["episode_number"]]) if not found else None,
                "is_negative": row["sentiment_latent"] is not None and row["sentiment_latent"] <= annoyed,
                "is_abandoned": bool(row["is_abandoned"]),
                "is_refused": bool(row["is_escalation_requested"] and not row["is_escalated"]),
            }
        )
    ends = max(row["started_at"] for row in episodes) + timedelta(seconds=1)
    return made.tables["accounts"].to_pylist(), troubles, ends, kinds


def _judged(scores: list[float]) -> bool | None:
    return bool(np.mean(scores) < 0.5) if scores else None


def pattern(row: dict) -> tuple:
    return tuple(row[f"is_{kind}"] for kind in KINDS)


def learnt(years) -> dict[tuple, float]:
    """What each pattern of troubles speaks for: the log of how much oftener the planted accounts have it, from years of truth."""
    counts = Counter(), Counter()
    for _, troubles, ends, kinds in years:
        for row in troubles:
            if row["started_at"] >= ends - WINDOW:
                counts[kinds[row["account_id"]] == "risky"][pattern(row)] += 1
    patterns = set(counts[0]) | set(counts[1])
    usual, bad = (
        {each: (count[each] + 0.5) / (sum(count.values()) + 0.5 * len(patterns)) for each in patterns}
        for count in counts
    )
    return {each: float(np.log(bad[each] / usual[each])) for each in patterns}


def best(years, speaks: dict[tuple, float], precision: float, least: int = 0) -> float:
    """The recall, at this precision, of a list by one who knows how often each pattern comes in planted accounts.

    Of accounts of at least ``least`` conversations.
    """
    score, is_bad = [], []
    for accounts, troubles, ends, kinds in years:
        total: dict[str, list[float]] = defaultdict(list)
        for row in troubles:
            if row["started_at"] >= ends - WINDOW:
                total[row["account_id"]].append(speaks.get(pattern(row), 0.0))
        for account in accounts:
            own = total[account["account_id"]]
            if len(own) >= least and not (account["churned_at"] and account["churned_at"] <= ends):
                score.append(sum(own))
                is_bad.append(kinds[account["account_id"]] == "risky")
    right = np.cumsum(np.array(is_bad)[np.argsort(-np.array(score), kind="stable")])
    at = np.flatnonzero(right / np.arange(1, len(right) + 1) >= precision)
    return float(right[at[-1]] / right[-1]) if len(at) else 0.0


def share(top: int, below: int) -> str:
    return f"{top / below:.2f} ({top} of {below})" if below else "none"


def told_of(years) -> tuple[dict[bool, Counter], list[int], list[int]]:
    """What is listed, by whether the account is large enough; the sizes of planted accounts, and the least sizes that were stated."""
    told: dict[bool, Counter] = {True: Counter(), False: Counter()}
    sizes, least = [], []
    for accounts, troubles, ends, kinds in years:
        rows = [row for row in account_risk(accounts, troubles, ends).to_pylist() if row["churned_at"] is None]
        least.append(rows[0]["least_episode_count"])
        for row in rows:
            kind, count = kinds[row["account_id"]], told[row["is_large_enough"]]
            count["planted"] += kind == "risky"
            count["listed"] += row["is_troubled"]
            count["right"] += row["is_troubled"] and kind == "risky"
            count["unlucky"] += kind == "unlucky"
            count["unlucky listed"] += row["is_troubled"] and kind == "unlucky"
            is_first = (row["rank_in_currency"] or 99) <= 10
            count["small"] += is_first and row["episode_count"] < 5 and kind != "risky"
            sizes += [row["episode_count"]] if kind == "risky" else []
    return told, sizes, least


def line_of(name: str, told: Counter, could: str) -> str:
    return (
        f"| {name} | {share(told['right'], told['listed'])} | {share(told['right'], told['planted'])} "
        f"| {could} | {share(told['unlucky listed'], told['unlucky'])} | {told['small']} |"
    )


def main() -> None:
    head = [
        "| precision | recall | could be found | unlucky ones listed | small ones in the first ten |",
        " --- | --- | --- | --- | --- |",
    ]
    lines = [
        "# Figures: accounts at risk in whole simulated years",
        "",
        f"Written by `bench/accounts.py`: {len(SEEDS)} years of 14,000 tickets for each size (seeds {SEEDS[0]} to {SEEDS[-1]}; no rule",
        "was changed on them), with 12 accounts that are served badly from the middle of the year on, of which about half leave, and 40",
        "small ones with bad luck. Could be found: by one who knows how often each pattern of troubles comes in such accounts and",
        f"in others (learnt from the truth of seeds {LEARNT_ON[0]} to {LEARNT_ON[-1]}), at a precision of .8. Where that is low, no rule is better.",
        "",
        "## By the size of the accounts",
        "",
        "| conversations of a planted account in the window " + head[0],
        "| --- |" + head[1],
    ]
    by_size: dict[bool, Counter] = {True: Counter(), False: Counter()}
    rows, could_at = [], {}
    for customers in SIZES:
        speaks = learnt([year(seed, customers) for seed in LEARNT_ON])
        years = [year(seed, customers) for seed in SEEDS]
        told, sizes, least = told_of(years)
        for is_large, count in told.items():
            by_size[is_large] += count
        lines.append(line_of(f"{np.median(sizes):.0f}", told[True] + told[False], f"{best(years, speaks, 0.8):.2f}"))
        stated = round(float(np.median(least)))
        could_at[customers] = f"{best(years, speaks, 0.8, stated):.2f}"
        rows.append(
            f"| {np.median(sizes):.0f} | {min(least)} to {max(least)} | {told[True]['planted']} of {len(sizes)} | {could_at[customers]} |"
        )
    planted = {is_large: count["planted"] for is_large, count in by_size.items()}
    lines += [
        "",
        "## From the least size on that the list states",
        "",
        "`account_risk.least_episode_count` is learnt from the accounts themselves. What is smaller is listed only where it is surer.",
        "",
        "| accounts " + head[0],
        "| --- |" + head[1],
        line_of(
            f"of the least size or larger ({planted[True]} of {sum(planted.values())} planted)",
            by_size[True],
            "see below",
        ),
        line_of(f"smaller ({planted[False]} of {sum(planted.values())} planted)", by_size[False], ""),
        "",
        "| conversations of a planted account in the window | least size stated | planted accounts that have it | of these could be found |",
        "| --- | --- | --- | --- |",
        *rows,
    ]
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
