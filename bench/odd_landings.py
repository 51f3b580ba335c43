"""Three hundred odd support teams, sixty to a landing, through landing, build and terminal: what the gate accepts builds.

    python bench/odd_landings.py [teams] [teams to a landing] [first seed]

Prints a line per landing and ends with 1 where one did not build.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land
from simulated.odd_teams import odd_landing

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))


def main(teams: int = 300, together: int = 60, seed: int = 1) -> int:
    from warehouse import run_dbt

    failed = 0
    for number in range(0, teams, together):
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            count = min(together, teams - number)
            tickets = odd_landing(folder / "raw", count, seed + number)
            accounts = land(folder / "raw", folder / "landing", landing_tables(PROJECT), datetime(2024, 12, 1))
            rejected = {account.table_name: account.reasons for account in accounts if account.reasons}
            given = {"landing": "files", "landing_path": str(folder / "landing")}
            done = run_dbt(
                "build",
                "--vars",
                json.dumps(given),
                database=folder / "s.duckdb",
                target_path=folder / "target",
                check=False,
            )
            shown = subprocess.run(
                [sys.executable, "-m", "agent_scorecard.cli", "show", "--database", str(folder / "s.duckdb")],
                cwd=PROJECT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            is_fine = done.returncode == 0 and shown.returncode == 0
            failed += not is_fine
            print(f"teams {number + 1} to {number + count}: {tickets} tickets, rejected {rejected}", flush=True)
            print(
                "  built and shown" if is_fine else f"  FAILED\n{done.stdout[-3000:]}\n{shown.stderr[-2000:]}",
                flush=True,
            )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
