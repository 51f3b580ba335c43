"""Three support teams besides the sample, for the pages: a small one, an empty one, and one of forty long-named categories.

    python tests/python/teams.py [folder]

builds each as ``folder/<team>/scorecard.duckdb`` (default: data/teams in the project) and prints where. What is there
already and was built from these models is kept.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa

from agent_scorecard.simulation.config import SimulationConfig

PROJECT = Path(__file__).resolve().parents[2]
# thirty tickets a week, of which two or three are reviewed; and sixty a week in forty categories
SMALL = SimulationConfig(
    tickets=1_080,
    weeks=36,
    start=date(2025, 1, 6),
    seed=7,
    categories=3,
    scenario="product_release",
    random_review_share=0.06,
    has_prioritised_reviews=False,
)
WIDE = SimulationConfig(tickets=2_400, weeks=12, start=date(2025, 6, 23), seed=9, categories=40)
TEAMS: dict[str, SimulationConfig | None] = {"small": SMALL, "wide": WIDE, "empty": None}
AS_OF = "2025-09-16 08:00:00"
LONG = "Questions about {} which customers of the enterprise plan open from the administration console"


def built(name: str, folder: Path) -> Path:
    """The team's warehouse; built anew where the one in ``folder`` is of other models or another team."""
    from warehouse import run_dbt

    database, stamp = folder / name / "scorecard.duckdb", folder / name / "built_from"
    state = f"{_models()} {TEAMS[name]}"
    if database.exists() and stamp.exists() and stamp.read_text() == state:
        return database
    shutil.rmtree(folder / name, ignore_errors=True)
    landing = folder / name / "landing"
    _land(TEAMS[name], landing)
    given = json.dumps({"landing": "files", "landing_path": str(landing), "as_of": AS_OF})
    chosen = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test", "--vars", given)
    run_dbt("build", *chosen, database=database, target_path=folder / name / "target")
    stamp.write_text(state)
    return database


def _land(config: SimulationConfig | None, landing: Path) -> None:
    from agent_scorecard.simulation.generate import simulate
    from agent_scorecard.simulation.writing import write_part

    tables = simulate(config or SMALL).tables
    for name, table in tables.items():
        if config is None:
            # a team that has not begun: its tables are there, and no row in them
            write_part(table.slice(0, 0), landing / name, 0, "parquet")
        elif len(table):
            write_part(_long_named(table) if config is WIDE else table, landing / name, 0, "parquet")


def _long_named(table: pa.Table) -> pa.Table:
    if "category" not in table.column_names:
        return table
    names = [None if name is None else LONG.format(name) for name in table["category"].to_pylist()]
    return table.set_column(table.column_names.index("category"), "category", pa.array(names, pa.string()))


def _models() -> str:
    """What a build depends on, as one hash."""
    found = hashlib.sha256()
    for folder in ("models", "macros", "seeds", "python/agent_scorecard"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".sql", ".py", ".csv") and "serving" not in path.parts:
                found.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    for team in TEAMS:
        print(built(team, Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "data" / "teams"))
