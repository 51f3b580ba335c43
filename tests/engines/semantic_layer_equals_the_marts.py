"""`mf query` against the served file equals the mart, for every metric of the registry that is a ratio of sums.

Run by `make semantic`, which publishes the sample first. What is asked is what a person would type; what comes back is
compared with `scorecard_weekly` week by week and category by category, and for sums of categories with `(all)`.
"""

from __future__ import annotations

import csv
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parents[2]
# published numbers keep nine digits of the estimates' weighted counts
TOLERANCE = 1e-6
# what is no ratio of sums; docs/semantic.md says so
NOT_RATIOS = {
    "median_hours_to_resolution",
    "median_seconds_to_first_response",
    "minutes_to_escalation",
    "quality_adjusted_resolutions",
}


def mf(*arguments: str) -> str:
    environment = os.environ | {"SCORECARD_TARGET": "served", "DBT_PROJECT_DIR": str(PROJECT)}
    environment |= {"DBT_PROFILES_DIR": str(PROJECT), "DBT_TARGET_PATH": "target/semantic"}
    command = [sys.executable, str(PROJECT / "scripts" / "mf.py"), *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(
            f"mf {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
    return done.stdout


def query(metrics: list[str], *group_by: str) -> list[dict]:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        mf("query", "--quiet", "--metrics", ",".join(metrics), "--group-by", ",".join(group_by), "--csv", file.name)
        with open(file.name, newline="") as text:
            return list(csv.DictReader(text))


def differences(rows: list[dict], metrics: list[str], category: str | None, expected: dict) -> tuple[int, list[str]]:
    compared, wrong = 0, []
    told = {(row["metric_time__week"][:10], row[category] if category else "(all)"): row for row in rows}
    for (week, cell, metric), value in expected.items():
        if metric not in metrics:
            continue
        text = told.get((week, cell), {}).get(metric, "")
        found = None if text in ("", "nan", "None", "NaN") else float(text)
        compared += 1
        same = found is None if value is None else found is not None and math.isclose(found, value, abs_tol=TOLERANCE)
        if not same:
            wrong.append(f"{metric}, {cell}, {week}: mf {found}, mart {value}")
    return compared, wrong


def main() -> int:
    served = PROJECT / os.environ.get("SCORECARD_SERVED", "data/served") / "scorecard.duckdb"
    with duckdb.connect(str(served), read_only=True) as connection:
        registry = {row[0] for row in connection.execute("select metric from marts.metric_registry").fetchall()}
        rows = connection.execute("select week_start, category, metric, value from marts.scorecard_weekly").fetchall()
    by_cell = {(str(week), category, metric): value for week, category, metric, value in rows if category != "(all)"}
    totals = {(str(week), category, metric): value for week, category, metric, value in rows if category == "(all)"}
    layer = yaml.safe_load((PROJECT / "models" / "semantic" / "_semantic_models.yml").read_text(encoding="utf-8"))
    ratios = {metric["name"]: metric for metric in layer["metrics"] if metric["type"] == "ratio"}
    if set(ratios) != registry - NOT_RATIOS:
        print(f"the layer and the registry differ: {sorted(set(ratios) ^ (registry - NOT_RATIOS))}")
        return 1
    of_episodes = [name for name, metric in ratios.items() if "filter" not in metric]
    of_counts = [name for name in ratios if name not in of_episodes]
    pooled = [name for name in of_counts if "several categories" in ratios[name]["description"]]
    print(mf("validate-configs", "--skip-dw").strip().splitlines()[-1])
    failed = []
    for what, metrics, category, expected in (
        ("of episodes, by week and category", of_episodes, "episode__category", by_cell),
        ("of counts, by week and category", of_counts, "cell__category", by_cell),
        ("of episodes, by week", of_episodes, None, totals),
        ("of counts, by week", [name for name in of_counts if name not in pooled], None, totals),
    ):
        found = query(metrics, *["metric_time__week", *([category] if category else [])])
        compared, wrong = differences(found, metrics, category, expected)
        print(f"{len(metrics)} metrics {what}: {compared} numbers, {len(wrong)} differ")
        failed += wrong
    # a cut that no mart has: it must add up to what the mart says
    by_channel = query(["decided_count", "escalated_count"], "metric_time__week", "episode__channel")
    sums: dict[str, list[float]] = {}
    for row in by_channel:
        both = sums.setdefault(row["metric_time__week"][:10], [0.0, 0.0])
        both[0] += float(row["escalated_count"] or 0)
        both[1] += float(row["decided_count"] or 0)
    uneven = [
        week for week, (made, n) in sums.items() if not math.isclose(made / n, totals[week, "(all)", "escalation_rate"])
    ]
    print(
        f"escalation_rate by channel: {len(by_channel)} cells add up in {len(sums) - len(uneven)} of {len(sums)} weeks"
    )
    failed += [f"by channel, {week}" for week in uneven]
    print("\n".join(failed[:20]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
