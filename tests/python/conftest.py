"""What several tests share: the parsed project, and the sample warehouse built once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def manifest(tmp_path_factory) -> dict:
    """The project as dbt parses it, unit tests included."""
    import json

    target_path = tmp_path_factory.mktemp("parse")
    run_dbt("parse", database=target_path / "unused.duckdb", target_path=target_path, SCORECARD_TARGET="unit")
    return json.loads((target_path / "manifest.json").read_text())


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory) -> Path:
    """The shipped sample, built once by a plain `dbt build`: the database's path. Open it read-only."""
    folder = tmp_path_factory.mktemp("sample")
    database = folder / "scorecard.duckdb"
    run_dbt("build", database=database, target_path=folder / "target")
    return database


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of other people's records; the test skips where it is absent."""
    folder = os.environ.get("SCORECARD_REFERENCE_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SCORECARD_REFERENCE_DATA names no folder of reference records")
    return Path(folder)
