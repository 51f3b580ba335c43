"""How fast the simulator is, and whether its rates are the ones it says: prints and writes docs/figures/simulation.md.

python bench/simulation.py [--tickets N]
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from agent_scorecard.simulation import SimulationConfig
from agent_scorecard.simulation.generate import write

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "simulation.md"

# metric: which episodes, what is counted
RATES = {
    "resolution_accuracy": ("is_ai_resolved", "is_correct"),
    "handled_accuracy": ("is_ai_handled and not is_operational", "is_correct"),
    "escalation_rate": ("is_ai_handled and not is_operational", "is_escalated"),
    "escalation_recall": ("is_ai_handled and not is_operational and needed_human", "is_escalated"),
    "abandonment_rate": ("is_ai_handled and not is_operational", "is_abandoned"),
    "follow_up_rate_24h": ("is_ai_resolved", "coalesce(follow_up_seconds <= 86400, false)"),
    "follow_up_rate_7d": ("is_ai_resolved", "coalesce(follow_up_seconds <= 604800, false)"),
    "follow_up_rate_14d": ("is_ai_resolved", "coalesce(follow_up_seconds <= 1209600, false)"),
}


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--tickets", type=int, default=1_000_000)
    tickets = options.parse_args().tickets
    with tempfile.TemporaryDirectory() as folder:
        landing, truth = Path(folder) / "landing", Path(folder) / "truth"
        began, used = time.perf_counter(), time.process_time()
        rows = write(SimulationConfig(tickets=tickets, categories=8, scenario="incidents"), landing, truth)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)
        size = sum(path.stat().st_size for path in landing.rglob("*.parquet")) / 1e6
        lines = [
            "# The simulator, measured",
            "",
            f"`python bench/simulation.py --tickets {tickets}`",
            "",
            "| tickets | messages | events | CPU s | wall s | peak MB | Parquet MB |",
            "|---|---|---|---|---|---|---|",
            "| " + " | ".join(
                [f"{rows[name]:,}" for name in ("tickets", "messages", "ticket_events")]
                + [f"{value:.0f}" for value in (cpu, seconds, peak, size)]
            ) + " |",
            "",
            "Rates that came out against those that generated them, over all cells of a week and a category. `covered`: share of",
            "cells whose count lies in the binomial 95 % range of its generating probability; `z`: the total's deviation in",
            "standard errors, as if episodes were independent.",
            "",
            "| metric | cells | generated | came out | covered | z |",
            "|---|---|---|---|---|---|",
            *(_line(truth, metric) for metric in RATES),
        ]  # fmt: skip
    page = "\n".join(lines) + "\n"
    print(page)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    return 0


def _line(truth: Path, metric: str) -> str:
    wanted, counted = RATES[metric]
    cells, expected, found, covered, z = duckdb.sql(f"""
        with cells as (
            select c.probability as p, count(*) as n, count(*) filter (where {counted}) as k
            from '{truth}/episodes/*.parquet' as e
            join '{truth}/cells/*.parquet' as c using (week_start, category)
            where c.metric = '{metric}' and {wanted}
            group by week_start, category, c.probability
        )
        select count(*), sum(n * p) / sum(n), sum(k) / sum(n),
            avg((abs(k - n * p) <= 1.96 * sqrt(n * p * (1 - p)) + 0.5)::int),
            (sum(k) - sum(n * p)) / sqrt(sum(n * p * (1 - p)))
        from cells
    """).fetchone()
    return f"| {metric} | {cells} | {expected:.4f} | {found:.4f} | {covered:.3f} | {z:+.1f} |"


if __name__ == "__main__":
    sys.exit(main())
