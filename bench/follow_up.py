"""What happened after, proved: coverage in the newest week, and same-issue matching. Writes docs/figures/follow_up.md."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np

from simulated import newest_week as newest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "follow_up.md"


def follow_up_rows(worlds: int):
    """Coverage of the true 7-day follow-up in the newest week, and what the naive share says."""
    for episodes in (10, 30, 100, 400):
        for follow_up in (0.05, 0.2, 0.4):
            for drift, spread in ((0.0, 0.0), (0.25, 0.0), (0.5, 0.0), (0.0, 0.5)):
                world = newest.simulate_weeks(episodes, worlds, episodes, follow_up, drift, spread=spread)
                ours, naive, flat = newest.follow_up(world)
                covered = (ours.low <= world.truth) & (world.truth <= ours.high)
                yield (
                    episodes, follow_up, drift, spread, covered.mean(), np.nanmean(ours.high - ours.low),
                    np.nanmean(ours.value - world.truth), np.nanmean(naive - world.truth),
                    np.nanmean(flat.value - world.truth),
                )  # fmt: skip


def median_rows(worlds: int):
    """Coverage of the true median time to resolution in the newest week, and the median of the resolved only."""
    for episodes in (10, 20, 40, 100, 400):
        for escalated in (0.0, 0.3):
            world = newest.simulate_weeks(episodes, worlds, episodes, 0.2, escalated=escalated, weeks=1)
            ours, naive = newest.median(world)
            truth = newest.median_time(escalated)
            covered = (ours.low <= truth) & (truth <= ours.high)
            yield (
                episodes, escalated, truth, covered.mean(), np.isfinite(ours.value).mean(), np.median(ours.value),
                np.nanmedian(naive),
            )  # fmt: skip


def same_issue_rows(folder: Path):
    """Precision and recall of same-issue matching on labelled questions, bare and wrapped in letters, by threshold."""
    import csv

    from agent_scorecard.text.similarity import choose_background, same_issue_scores

    with (folder / "tuning" / "same_issue" / "banking77_train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    draw = np.random.default_rng(77)
    labels = np.array([row["category"] for row in rows])
    first = draw.integers(len(rows), size=4000)
    same = np.array([draw.choice(np.flatnonzero(labels == labels[place])) for place in first])
    other = draw.integers(len(rows), size=4000)
    other = np.where(labels[other] == labels[first], (other + 2500) % len(rows), other)
    letters = [_letter(row["text"], draw) for row in rows]
    for name, texts in (("bare", [row["text"] for row in rows]), ("in a letter", letters)):
        for size in (60, 500):
            background = choose_background([str(place) for place in range(len(texts))], texts, size)
            left = [texts[place] for place in first]
            alike = same_issue_scores(left, [texts[place] for place in same], background)
            apart = same_issue_scores(left, [texts[place] for place in other], background)
            for threshold in (0.0, 0.5, 1.0, 2.0):
                found, wrong = (alike >= threshold).mean(), (apart >= threshold).mean()
                yield name, size, threshold, found / (found + wrong), found, wrong


def _letter(text: str, draw) -> str:
    """A question as people write it in a mail: a greeting before it, courtesies after it."""
    greetings = ("Hello team, ", "Hi, ", "Good morning, I hope you are doing well. ", "Dear support, ", "")
    closings = (
        " Thanks in advance for your help!",
        " Please get back to me as soon as possible, this is urgent. Kind regards, Ann",
        " Best regards, Tom Smith, sent from my phone",
        " Let me know if you need any further information from my side.",
        "",
    )
    return greetings[draw.integers(5)] + text + closings[draw.integers(5)]


def table(head: str, rows) -> list[str]:
    names = [name.strip() for name in head.split("|")]
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = [str(value) if isinstance(value, (int, str)) else f"{value:.3f}" for value in row]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000, help="simulated worlds a row (default 1000)")
    worlds = parser.parse_args().worlds
    page = [
        "# What happened after: figures",
        "",
        f"`python bench/follow_up.py --worlds {worlds}`",
        "",
        f"## 7-day follow-up of the newest week, seen as it ends ({worlds} worlds a row)",
        "",
        "Nominal 95 %. `drift`: how much weeks differ (sd of the log rate); `alike`: customers with two a week",
        "and a rate of their own (gamma variance). Naive: came back so far / resolved so far. Flat: the newest week's",
        "curve alone, carried on.",
        "",
        *table("episodes|truth|drift|alike|coverage|width|bias|bias of naive|bias of flat", follow_up_rows(worlds)),
        "",
        f"## Median days to resolution of the newest week ({worlds} seeded worlds a row)",
        "",
        "Naive: the median of those resolved so far. `reached`: share of worlds in which the median is reached.",
        "",
        *table("episodes|escalated|true median|coverage|reached|our median|naive median", median_rows(worlds)),
        "",
    ]
    if folder := os.environ.get("SCORECARD_REFERENCE_DATA"):
        page += [
            "## Same issue or not, on labelled questions (banking77, CC BY 4.0; 8,000 pairs a row, half of them of one intent)",
            "",
            "The threshold in use is 0.5. In a letter: each question with a random greeting before and courtesies after it.",
            "",
            *table("texts|background|threshold|precision|recall|false matches", same_issue_rows(Path(folder))),
            "",
        ]
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(page), encoding="utf-8")
    print("\n".join(page))


if __name__ == "__main__":
    main()
