"""What happened after, proved: coverage in the newest week, and same-issue matching. Writes docs/figures/after.md."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from agent_scorecard.simulation import newest_week as newest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "after.md"


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


def table(head: str, rows) -> list[str]:
    names = [name.strip() for name in head.split("|")]
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = [str(value) if isinstance(value, int) else f"{value:.3f}" for value in row]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000, help="simulated worlds a row (default 1000)")
    worlds = parser.parse_args().worlds
    page = [
        "# What happened after: figures",
        "",
        f"`python bench/after.py --worlds {worlds}`",
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
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(page), encoding="utf-8")
    print("\n".join(page))


if __name__ == "__main__":
    main()
