"""Running the project's dbt as a user would, for the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DBT = Path(sys.executable).with_name("dbt")


def run_dbt(*arguments: str, database: Path, target_path: Path, check: bool = True, **environment: str):
    """Run dbt as a user would, on a database and target folder of the test's own."""
    settings = {
        **os.environ,
        "SCORECARD_DB": str(database),
        "DBT_TARGET_PATH": str(target_path),
        "DBT_LOG_PATH": str(target_path / "logs"),
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        **environment,
    }
    done = subprocess.run(
        [str(DBT), *arguments], cwd=PROJECT, env=settings, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise AssertionError(
            f"dbt {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
        )
    return done
