"""Years of a whole simulated team with everything planted that the loop should find, landed and built to the marts.

What is planted where is drawn by the seed: no issue has two plants, three categories have none, no category has two features
that confuse (each would take the other's questions, so that neither is asked about more), and fixes have years of their own,
since a fix is compared with categories in which nothing happens.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from agent_scorecard.simulation import SimulationConfig
from agent_scorecard.simulation.generate import write
from agent_scorecard.simulation.plants import CAUSES, Plant
from agent_scorecard.simulation.words import read_words
from agent_scorecard.simulation.world import BASE_RATES

PROJECT = Path(__file__).resolve().parents[2]
WISHES = (
    "dark_theme",
    "time_tracking",
    "gantt_chart",
    "offline_mode",
    "calendar_feed",
    "saml_login",
    "bulk_edit",
    "slack_messages",
)
DECOYS = ("own_export", "own_case")
MARTS = (
    "knowledge_gaps",
    "fix_outcomes",
    "account_risk",
    "outreach_list",
    "feature_requests",
    "confusing_features",
    "alerts",
    "metric_drift_weekly",
    "failure_clusters",
)


def config_of(seed: int, tickets: int = 14_000) -> SimulationConfig:
    """The year of this seed: eight categories, some fifteen plants, twelve bad accounts, forty unlucky ones."""
    draw = np.random.default_rng(seed)
    words = read_words(tuple(BASE_RATES))
    categories = [str(name) for name in draw.permutation(list(BASE_RATES))]
    # three categories of few issues stay as they are, the others share the plants
    fixed = sorted(categories, key=lambda name: len(words.issues_of(name)))[:3]
    free = [str(key) for key in draw.permutation([issue.key for issue in words.issues if issue.category not in fixed])]
    per_category: dict[str, int] = {}
    chosen: list[str] = []
    for key in free:
        category = next(issue.category for issue in words.issues if issue.key == key)
        # of a category with one or two issues one stays as it is
        if per_category.get(category, 0) < max(len(words.issues_of(category)) - 1, 1):
            per_category[category] = per_category.get(category, 0) + 1
            chosen.append(key)
    week = lambda: int(draw.integers(30, 41))  # noqa: E731
    kinds = ["stale_article", "missing_article", "launch_without_article", "page", "stale_article", "bug"]
    kinds += ["missing_article", "page", "documentation"]
    plants = []
    category_of = {issue.key: issue.category for issue in words.issues}
    for kind, key in subjects_of(kinds, chosen, category_of):
        if kind in CAUSES:
            plants.append(Plant("confusing_feature", key, week(), size=0.5, cause=kind))
        else:
            plants.append(Plant(kind, key, week(), size=0.45 if kind == "stale_article" else 0.25))
    asked = [str(key) for key in draw.permutation(WISHES)[:5]]
    plants += [Plant("feature_ask", key, int(draw.integers(2, 30)), size=0.004) for key in asked[:4]]
    plants.append(Plant("feature_ask", asked[4], 2, 30, size=0.008))
    plants += [Plant("feature_ask", key, 2, size=0.006) for key in DECOYS]
    others = [name for name in categories if name not in fixed and not per_category.get(name)]
    least = min((name for name in categories if name not in fixed), key=lambda name: (per_category.get(name, 0), name))
    plants.append(Plant("effort_rise", (others or [least])[0], 36, size=1.0))
    return SimulationConfig(
        tickets=tickets, categories=8, seed=seed, plants=tuple(plants), risky_accounts=12, unlucky_accounts=40,
        customers_per_account=30, other_languages=0.15,
    )  # fmt: skip


def subjects_of(kinds: list[str], issues: list[str], category_of: dict[str, str]) -> list[tuple[str, str]]:
    """An issue for each kind of plant, in order; a feature that confuses takes the first whose category has none yet."""
    left, has_one, found = list(issues), set(), []
    for kind in kinds:
        fits = [key for key in left if kind not in CAUSES or category_of[key] not in has_one]
        if fits:
            left.remove(fits[0])
            found.append((kind, fits[0]))
            if kind in CAUSES:
                has_one.add(category_of[fits[0]])
    return found


def fixes_of(seed: int, tickets: int = 14_000) -> SimulationConfig:
    """A year in which only fixes ship: of eight categories two with a working one, two useless, one harmful, three with none."""
    names = [str(name) for name in np.random.default_rng(seed).permutation(list(BASE_RATES))]
    plants = tuple(
        Plant("fix", name, 34, size=factor) for name, factor in zip(names, (0.4, 0.4, 1.0, 1.0, 1.9), strict=False)
    )
    return SimulationConfig(
        tickets=tickets, categories=8, seed=seed, plants=plants, risky_accounts=12, unlucky_accounts=40,
        customers_per_account=25,
    )  # fmt: skip


def build(seed: int, folder: Path, marts=MARTS, config=config_of) -> tuple[Path, Path]:
    """Simulate, land and build the year of ``seed`` below ``folder``: (database, folder of the truth). Kept if there."""
    folder = folder / str(seed)
    database, truth = folder / "scorecard.duckdb", folder / "truth"
    if not (folder / "done").exists():
        write(config(seed), folder / "landing", truth)
        run_dbt(folder, database, marts)
        (folder / "done").touch()
    return database, truth


def run_dbt(folder: Path, database: Path, marts, upstream: str = "+") -> None:
    """Build these marts and what they rest on; with another ``upstream`` only what it selects."""
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build"]
    command += ["--select", *(upstream + name for name in marts)]
    command += ["--exclude-resource-type", "test", "unit_test", "--target-path", str(folder / "target")]
    command += ["--vars", f"{{landing: files, landing_path: {folder / 'landing'}}}"]
    environment = os.environ | {"SCORECARD_DB": str(database), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)
