"""Gaps and fixes over simulated years of known truth. Writes docs/figures/improvement.md.

python bench/improvement.py

The years are drawn at the level that the functions read (one row per episode), not as conversations.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.improvement.fix_outcomes import fix_outcomes
from agent_scorecard.improvement.knowledge_gaps import knowledge_gaps

AS_OF = datetime(2026, 1, 5)
CATEGORIES = ("billing", "technical", "how_to")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "improvement.md"
YEARS, FIRST_SEED, FIX_RUNS = 40, 200, 60
# episodes a week
SIZES = (60, 120)
KINDS = ("stale", "missing", "confusing", "contradicted", "launch")


def year(seed: int, size: int) -> tuple[dict, dict[str, str]]:
    """A year of ``size`` episodes a week with each cause planted at a chance of one in two; the truth is kind by gap_key."""
    draw = np.random.default_rng(seed)
    planted = {kind for kind in KINDS if draw.random() < 0.5}
    at = AS_OF - timedelta(weeks=int(draw.integers(8, 16)))
    places = dict(zip(KINDS, draw.permutation(12)[: len(KINDS)].tolist(), strict=True))
    confused = CATEGORIES[int(draw.integers(3))]
    truth = {}
    articles = [
        {
            "article_id": f"K{n}",
            "version": "v1",
            "title": f"Article {n}",
            "body": "Open the settings.",
            "valid_from": datetime(2024, 1, 1),
            "valid_to": None,
            "product_area": CATEGORIES[n % 3],
            "category": CATEGORIES[n % 3],
        }
        for n in range(12)
    ]
    stale, wrong = f"K{places['stale']}", f"K{places['contradicted']}"
    where = {row["article_id"]: row["category"] for row in articles}
    # a release touches the area of what it makes stale; one that changes nothing comes out too
    release = {"kind": "product", "description": "Release", "released_at": at}
    releases = [
        release | {"release_id": f"L{n}", "product_area": name, "category": name} for n, name in enumerate(CATEGORIES)
    ]
    if "stale" in planted:
        truth[f"{where[stale]}:{stale}"] = "stale"
    if "confusing" in planted:
        truth[f"{confused}:L{CATEGORIES.index(confused)}"] = "confusing"
    if "contradicted" in planted:
        truth[f"{where[wrong]}:{wrong}"] = "contradicted"
    features = []
    if "launch" in planted:
        features = [
            {
                "feature_id": "F1",
                "name": "Vault",
                "product_area": "how_to",
                "aliases": None,
                "available_from": at,
                "available_to": None,
            }
        ]
        truth["how_to:F1"] = "launch"
    lacking = CATEGORIES[places["missing"] % 3]
    if "missing" in planted:
        truth[f"{lacking}:C0"] = "missing"
    rows = []
    for number in range(52 * size):
        started = AS_OF - timedelta(minutes=float(draw.uniform(0, 52 * 7 * 24 * 60)))
        article = f"K{int(draw.integers(12))}"
        category = where[article]
        since = started >= at
        failing = 0.5 if since and "stale" in planted and article == stale else 0.2
        escalating = 0.4 if since and "confusing" in planted and category == confused else 0.15
        topic = f"C{int(draw.integers(1, 9))}"
        is_missing = "missing" in planted and since and category == lacking and draw.random() < 0.15
        escalated = bool(draw.random() < escalating)
        failed = bool(draw.random() < failing) or escalated or is_missing
        share = 0.65 if "contradicted" in planted and article == wrong else 0.2
        is_wrong = is_missing or bool(draw.random() < share)
        rows.append(
            {
                "category": category,
                "product_area": category,
                "article_id": None if is_missing else article,
                "cluster_key": "C0" if is_missing else topic,
                "cluster_name": "topic",
                "customer_cluster": str(number),
                "started_at": started,
                "is_failed": failed,
                "is_escalated": escalated,
                "is_operational": False,
                "is_unsupported": bool(draw.random() < 0.1),
                "is_without_article": bool(draw.random() < (0.7 if is_missing else 0.04)),
                "failure_reason": "missing_article" if is_wrong and draw.random() < 0.05 else None,
                "correct_score": float(not is_wrong) if draw.random() < 0.25 else None,
                "opening": None,
            }
        )
    return {"episodes": rows, "articles": articles, "releases": releases, "features": features}, truth


def gaps(size: int) -> list[str]:
    right = found_count = true_count = dated = 0
    by_kind = {kind: [0, 0] for kind in KINDS}
    for seed in range(FIRST_SEED, FIRST_SEED + YEARS):
        world, truth = year(seed, size)
        rows = knowledge_gaps(**world, outcomes=[], decisions=[], owners=[], as_of=AS_OF).to_pylist()
        found = {row["gap_key"]: row for row in rows}
        right += len(set(found) & set(truth))
        found_count += len(found)
        true_count += len(truth)
        launched = world["releases"][0]["released_at"]
        for key, kind in truth.items():
            by_kind[kind][0] += key in found
            by_kind[kind][1] += 1
            if kind in ("stale", "confusing", "launch") and key in found:
                dated += found[key]["first_seen_at"] == launched
    named = sum(by_kind[kind][0] for kind in ("stale", "confusing", "launch"))
    lines = [
        f"## Gaps, {size} episodes a week",
        "",
        f"{YEARS} years of {52 * size:,} episodes (seeds {FIRST_SEED} to {FIRST_SEED + YEARS - 1}, no rule was changed on them),",
        "12 articles, three releases; each cause is planted in every second year.",
        "",
        "| figure | value |",
        "|---|---|",
        f"| precision | {right / found_count:.3f} ({right} of {found_count}) |",
        f"| recall | {right / true_count:.3f} ({right} of {true_count}) |",
        f"| of those found after a release or launch, with its date | {dated} of {named} |",
    ]
    return [*lines, *(f"| recall, {kind} | {hit} of {all_} |" for kind, (hit, all_) in by_kind.items()), ""]


def fixes() -> list[str]:
    effects = {"working": 0.4, "useless": 1.0, "harmful": 1.8}
    lines = [
        "## Fixes",
        "",
        f"{FIX_RUNS} fixes of each kind; 40 episodes a week and category, a failure of 30 %; looked at every week for 16 weeks. "
        "A fix counts as called what it was called at any look.",
        "",
        "| truth | called working | called harmful |",
        "|---|---|---|",
    ]
    for number, (name, factor) in enumerate(effects.items()):
        called = {"working": 0, "harmful": 0}
        for run in range(FIX_RUNS):
            draw = np.random.default_rng(10_000 * number + run)
            shipped = AS_OF - timedelta(weeks=16)
            rows = []
            for _ in range(28 * 40 * 3):
                started = AS_OF - timedelta(minutes=float(draw.uniform(0, 28 * 7 * 24 * 60)))
                category = CATEGORIES[int(draw.integers(3))]
                rate = 0.3 * (factor if category == "billing" and started >= shipped else 1)
                rows.append(
                    {
                        "category": category,
                        "started_at": started,
                        "week_start": (started - timedelta(days=started.weekday())).date(),
                        "failure_reason": None,
                        "is_failed": bool(draw.random() < rate),
                        "cluster_key": None,
                        "article_id": None,
                        "correct_score": None,
                        "weight": None,
                    }
                )
            fix = {"fix_id": "X", "gap_key": "billing:all", "kind": "prompt", "shipped_at": shipped}
            fix |= dict.fromkeys(("description", "proposed_by", "approved_by"))
            verdicts = set()
            for week in range(1, 17):
                at = shipped + timedelta(weeks=week)
                seen = [row for row in rows if row["started_at"] <= at]
                verdicts.add(fix_outcomes([fix], seen, at)["verdict"][0].as_py())
            for verdict in called:
                called[verdict] += verdict in verdicts
        lines.append(
            f"| {name} (rate × {factor}) | {called['working']} of {FIX_RUNS} | {called['harmful']} of {FIX_RUNS} |"
        )
    return lines


def main() -> None:
    head = ["# Improvement: gaps and fixes against planted truth", "", "Written by `bench/improvement.py`.", ""]
    PAGE.write_text(
        "\n".join([*head, *(line for size in SIZES for line in gaps(size)), *fixes()]) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
