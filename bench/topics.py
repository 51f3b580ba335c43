"""Topics of failure on real questions: like the intents that people know, the same next week, a new one seen in its week.

python bench/topics.py [--runs N]     # prints and writes docs/figures/topics.md; needs SCORECARD_REFERENCE_DATA

The questions are those of customers of a bank, 77 intents (`tuning/same_issue/banking77_train.csv`). A run holds one intent back;
twelve weeks of 100 questions are of the others, and in the last week 30 of that intent are among them.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.improvement.topics import assign_topics, fit_topics, new_topics

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "topics.md"
WEEKS, A_WEEK, NEW = 13, 100, 30
# the limits were chosen on seeds 0 to 23; the page tells of others
FIRST_SEED = 100
AS_OF = datetime(2026, 1, 5)


def questions() -> list[tuple[str, str]]:
    folder = os.environ.get("SCORECARD_REFERENCE_DATA")
    if not folder:
        raise SystemExit("SCORECARD_REFERENCE_DATA names no folder of reference records")
    path = Path(folder) / "tuning" / "same_issue" / "banking77_train.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def year(rows: list[tuple[str, str]], seed: int, new: int, recent: int = 4):
    """(ids, texts, intents, weeks, is recent) of one run; the intent held back, of which ``new`` come in the last week."""
    draw = np.random.default_rng(seed)
    intents = sorted({intent for _, intent in rows})
    held = intents[int(draw.integers(len(intents)))]
    known = [row for row in rows if row[1] != held]
    chosen = [known[place] for place in draw.permutation(len(known))[: WEEKS * A_WEEK]]
    own = [row for row in rows if row[1] == held]
    chosen += [own[place] for place in draw.permutation(len(own))[:new]]
    week = [number // A_WEEK for number in range(WEEKS * A_WEEK)] + [WEEKS - 1] * (len(chosen) - WEEKS * A_WEEK)
    starts = [(AS_OF - timedelta(weeks=WEEKS - each)).date() for each in week]
    ids = [f"e{number:05}" for number in range(len(chosen))]
    texts, of = [text for text, _ in chosen], [intent for _, intent in chosen]
    return ids, texts, of, starts, [each >= WEEKS - recent for each in week], held


def runs(rows, count: int) -> dict:
    """How often the held-back intent is found in its week, and how many topics are found that are none."""
    found = false = calm = 0
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        ids, texts, intents, weeks, recent, held = year(rows, seed, NEW)
        keys, _ = new_topics(ids, texts, weeks, recent)
        groups: dict = {}
        for key, intent in zip(keys, intents, strict=True):
            if key:
                groups.setdefault(key, Counter())[intent] += 1
        is_held = [counts.most_common(1)[0][0] == held for counts in groups.values()]
        found += any(is_held)
        false += len(is_held) - sum(is_held)
        ids, texts, _, weeks, recent, _ = year(rows, 1_000 + seed, 0)
        calm += len(new_topics(ids, texts, weeks, recent)[1])
    # four weeks are looked at in each run
    return {"found": found, "false": false / count * 13 / 4, "calm": calm / count * 13 / 4}


def alike(rows) -> tuple[float, float]:
    """NMI of all topics with the intents, and the adjusted Rand index of frozen topics a week apart on the same questions."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    texts = [text for text, _ in rows]
    topics = fit_topics([str(place) for place in range(len(rows))], texts)
    keys, _ = assign_topics(texts, topics)
    nmi = normalized_mutual_info_score([intent for _, intent in rows], [key or "none" for key in keys])
    # a week later a tenth more has been asked; what was frozen assigns the old questions again
    later, _ = assign_topics(texts + [text + " please" for text in texts[::10]], topics)
    return nmi, adjusted_rand_score([key or "none" for key in keys], [key or "none" for key in later[: len(texts)]])


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=48)
    given = options.parse_args()
    rows = questions()
    nmi, rand = alike(rows)
    told = runs(rows, given.runs)
    lines = [
        "# Figures: topics of failure",
        "",
        f"Made by `python bench/topics.py --runs {given.runs}` on {len(rows):,} questions of 77 intents to a bank.",
        f"{A_WEEK} failures a week; of the intent held back {NEW} come in the last week. The limits of a new topic were",
        "chosen on other runs of the same questions (seeds 0 to 23).",
        "",
        "| figure | value |",
        "|---|---|",
        f"| NMI of topics and intents | {nmi:.3f} |",
        f"| adjusted Rand of the same questions between two weeks, frozen topics | {rand:.3f} |",
        f"| the new intent is found in its week | {told['found']} of {given.runs} |",
        f"| topics found besides it, a quarter | {told['false']:.2f} |",
        f"| topics found where there is none, a quarter | {told['calm']:.2f} |",
    ]
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
