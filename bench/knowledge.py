"""Which articles need an update next: years of articles whose hazard is known, and how often the list is right.

python bench/knowledge.py        # prints the figures and writes docs/figures/knowledge.md
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.improvement.article_ages import HORIZON
from agent_scorecard.improvement.knowledge_due import LISTED_SHARE, knowledge_due

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "knowledge.md"
SEEDS = range(201, 211)
START, YEARS, ARTICLES = datetime(2024, 1, 1), 2, 60
AREAS = ("payments", "projects", "workspace", "reports", "security", "mobile")
# a week's odds of an update: what each cause multiplies them by
WORLDS = {
    "releases and failures drive updates": (0.004, 5.0, 3.0, 1.0),
    "age alone drives updates": (0.006, 1.0, 1.0, 2.5),
    "updates come at random": (0.012, 1.0, 1.0, 1.0),
}


def years(seed: int, causes: tuple[float, float, float, float]) -> tuple[list, list, list, list[str], list[str]]:
    """Articles, releases and episodes of two years; which were updated in the eight weeks after, and who knows all would list."""
    base, by_release, by_failure, by_age = causes
    draw = np.random.default_rng(seed)
    area = [AREAS[number % len(AREAS)] for number in range(ARTICLES)]
    traffic = draw.lognormal(0.5, 0.8, ARTICLES)
    since, stale = [START] * ARTICLES, [False] * ARTICLES
    versions: list[list[datetime]] = [[START - timedelta(days=int(draw.integers(1, 400)))] for _ in range(ARTICLES)]
    releases, episodes = [], []
    ends = START + timedelta(weeks=52 * YEARS)
    later, known = [], {}
    for week in range(52 * YEARS + int(HORIZON.days / 7)):
        at = START + timedelta(weeks=week)
        if draw.random() < 0.3:
            touched = AREAS[int(draw.integers(len(AREAS)))]
            name = f"L{week}"
            releases.append(
                {"release_id": name, "kind": "product", "product_area": touched, "category": None, "released_at": at}
            )
            for number in range(ARTICLES):
                since[number] = at if area[number] == touched else since[number]
                stale[number] |= area[number] == touched and draw.random() < 0.4
        for number in range(ARTICLES):
            for _ in range(int(draw.poisson(traffic[number]))):
                is_failed = bool(draw.random() < (0.45 if stale[number] else 0.2))
                moment = at + timedelta(minutes=float(draw.uniform(0, 7 * 24 * 60)))
                episodes.append({"article_id": f"K{number}", "is_failed": is_failed, "started_at": moment})
            is_new = at - since[number] < timedelta(weeks=8) and since[number] > versions[number][-1]
            age = (at - versions[number][-1]).days / 365
            chance = base * (by_release if is_new else 1) * (by_failure if stale[number] else 1) * by_age ** (2 * age)
            if at == ends:
                known[f"K{number}"] = chance
            if draw.random() < min(chance, 0.5):
                versions[number].append(at + timedelta(days=3))
                stale[number] = False
                if at >= ends:
                    later.append(f"K{number}")
    articles = [
        {
            "article_id": f"K{number}",
            "version": f"v{place}",
            "title": f"Article {number}",
            "category": area[number],
            "product_area": area[number],
            "valid_from": begun,
            "valid_to": found[place + 1] if place + 1 < len(found) else None,
        }
        for number, found in enumerate(versions)
        for place, begun in enumerate(found)
        if begun < ends
    ]
    for row in articles:
        # what comes later is not known yet
        row["valid_to"] = row["valid_to"] if row["valid_to"] and row["valid_to"] < ends else None
    landed = [r for r in releases if r["released_at"] < ends], [e for e in episodes if e["started_at"] < ends]
    return articles, *landed, later, sorted(known, key=lambda name: (-known[name], name))


def main() -> None:
    ends = START + timedelta(weeks=52 * YEARS)
    lines = [
        "# Figures: which articles need an update next",
        "",
        f"Written by `bench/knowledge.py`: {len(SEEDS)} worlds of {ARTICLES} articles over {YEARS} years of each kind",
        f"(seeds {SEEDS[0]} to {SEEDS[-1]}; no rule was changed on them). At the end of each, the first {LISTED_SHARE:.0%}",
        "of the list are compared with what was updated in the eight weeks that follow. Told: what the mart says of",
        "its own hit rate, from the past alone.",
        "",
        "| world | shown | hit rate afterwards | of who knows all | of the oldest | of chance | told |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, causes in WORLDS.items():
        shown = hits = listed = oldest = best = 0
        chance, told = 0.0, []
        for seed in SEEDS:
            *landed, later, by_truth = years(seed, causes)
            rows = knowledge_due(*landed, ends).to_pylist()
            size = math.ceil(LISTED_SHARE * len(rows))
            is_shown = rows[0]["hazard_status"] == "ok"
            shown += is_shown
            hits += sum(row["article_id"] in later for row in rows[:size])
            listed += size
            best += sum(name in later for name in by_truth[:size])
            by_age = sorted(rows, key=lambda row: row["valid_from"])
            oldest += sum(row["article_id"] in later for row in by_age[:size])
            chance += size * len({row["article_id"] for row in rows} & set(later)) / len(rows)
            told.append(rows[0]["hit_rate"] or 0.0)
        rates = f"{hits / listed:.2f} ({hits} of {listed}) | {best / listed:.2f} | {oldest / listed:.2f}"
        lines.append(f"| {name} | {shown} of {len(SEEDS)} | {rates} | {chance / listed:.2f} | {np.mean(told):.2f} |")
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
