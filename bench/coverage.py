"""Do the published intervals hold what they speak of? Every rate, mean and median of the long scorecard, in a desk that was
simulated many times and built once. Writes docs/figures/coverage.md.

python bench/coverage.py [--worlds N] [--weeks N] [--tickets N]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from agent_scorecard.simulation import SimulationConfig
from simulated.worlds import write_worlds

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "coverage.md"


def cells(database: Path, truth: Path) -> list[tuple]:
    """(metric, unit, final cells with a value, without one, coverage of the mean over the worlds, of the generating
    probability where there is one, mean effective n, mean width) of every metric with an interval."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            f"""
            with cells as (
                select scorecard.*, registry.unit
                from marts.scorecard_weekly as scorecard
                inner join marts.metric_registry as registry using (metric)
                where scorecard.category <> '(all)' and scorecard.is_final and registry.unit <> 'count'
            ),
            -- of shares and means the ratio of the sums; of a median, which has no sums, the mean of the medians
            truths as (
                select metric, week_start,
                    case when any_value(unit) in ('share', 'mean') then coalesce(
                        sum(numerator) filter (where value is not null)
                        / nullif(sum(denominator) filter (where value is not null and numerator is not null), 0),
                        avg(value)) else median(value) end as expected
                from cells group by metric, week_start
            ),
            generated as (select metric, week_start, probability from read_parquet('{truth}/*.parquet'))
            select metric, any_value(unit), count(*) filter (where value_low is not null),
                count(*) filter (where value_low is null),
                avg((expected between value_low - 1e-9 and value_high + 1e-9)::int) filter (where value_low is not null),
                avg((probability between value_low - 1e-9 and value_high + 1e-9)::int) filter (where value_low is not null),
                avg(n_effective) filter (where value_low is not null), avg(value_high - value_low)
            from cells inner join truths using (metric, week_start) left join generated using (metric, week_start)
            group by metric having count(*) filter (where value_low is not null) > 0 order by metric
            """
        ).fetchall()


def build(landing: Path, database: Path, target: Path) -> None:
    where = f"{{landing: files, landing_path: {landing}, max_categories: 100000}}"
    command = [
        Path(sys.executable).with_name("dbt"),
        "--quiet",
        "build",
        "--select",
        "+scorecard_weekly",
        "+metric_registry",
    ]
    command += ["--vars", where, "--target-path", str(target), "--exclude-resource-type", "test"]
    subprocess.run(command, cwd=PROJECT, env={**os.environ, "SCORECARD_DB": str(database)}, check=True)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--worlds", type=int, default=200)
    options.add_argument("--weeks", type=int, default=8)
    options.add_argument("--tickets", type=int, default=400, help="of one world, in all weeks")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        landing, truth, database = (Path(folder) / name for name in ("landing", "truth", "scorecard.duckdb"))
        config = SimulationConfig(tickets=given.tickets, weeks=given.weeks, categories=1, scenario="calm", seed=5_000)
        write_worlds(config, landing, truth, given.worlds)
        build(landing, database, Path(folder) / "target")
        found = cells(database, truth)
    said = f"python bench/coverage.py --worlds {given.worlds} --weeks {given.weeks} --tickets {given.tickets}"
    lines = [
        "# Coverage of the published intervals",
        "",
        f"`{said}`",
        "",
        f"One calm desk of some {given.tickets // given.weeks} tickets a week, simulated {given.worlds} times and built once;"
        " nominal 95 %.",
        "`mean`: how often a final cell's interval holds the mean of that week over all simulations (of a median the median).",
        "`generated`: how often it holds the probability that the week's episodes were drawn with, where there is one.",
        "`without`: cells with no interval (too few rows, nobody reviewed, no opportunity; a mean on which everybody agrees).",
        "Reviewed numbers rest on some five reviews a cell, surveys of effort, trust and recommendation on two or three",
        "answers: `low_n` in the scorecard.",
        "",
        "| metric | unit | cells | without | mean | generated | effective n | width |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for metric, unit, count, without, mean, generated, effective, width in found:
        held = "" if generated is None else f"{generated:.3f}"
        lines.append(
            f"| {metric} | {unit} | {count} | {without} | {mean:.3f} | {held} | {effective:.1f} | {width:.3f} |"
        )
    page = "\n".join(lines) + "\n"
    print(page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
