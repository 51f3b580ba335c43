"""Running the project's dbt as a user would, for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DBT = Path(sys.executable).with_name("dbt")

# What dbt parsed, by the environment it was parsed in: parsing anew is half of what a small run costs. dbt itself
# looks whether it still holds.
_parsed: dict[tuple, Path] = {}


def run_dbt(*arguments: str, database: Path, target_path: Path, check: bool = True, **environment: str):
    """Run dbt as a user would, on a database and target folder of the test's own, from the database's folder."""
    target_path.mkdir(parents=True, exist_ok=True)
    parse, key = target_path / "partial_parse.msgpack", tuple(sorted(environment.items()))
    if key in _parsed and not parse.exists():
        shutil.copy(_parsed[key], parse)
    settings = {
        **os.environ,
        # the name alone: another path would be another profile to dbt, which then parses everything anew
        "SCORECARD_DB": database.name,
        "DBT_TARGET_PATH": str(target_path),
        "DBT_LOG_PATH": str(target_path / "logs"),
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        **environment,
    }
    done = subprocess.run(
        [str(DBT), *arguments], cwd=database.parent, env=settings, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise AssertionError(
            f"dbt {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
        )
    if not done.returncode and "--vars" not in arguments and parse.exists():
        _parsed.setdefault(key, parse)
    return done
