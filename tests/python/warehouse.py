"""Running the project's dbt as a user would, for the tests."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

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


@functools.cache
def _manifest(landing: str, database: str):
    """The project as parsed once in this process for one kind of landing and name of the database: parsing is most of
    what a small run costs."""
    from dbt.cli.main import dbtRunner

    folder = Path(tempfile.mkdtemp(prefix="parsed-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCORECARD_DB", str(folder / database))
        done = dbtRunner().invoke(["parse", *_options(folder), "--quiet", "--vars", json.dumps({"landing": landing})])
    assert done.success, done.exception
    return done.result


def _options(target_path: Path) -> list[str]:
    options = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT / "profiles")]
    return [*options, "--target-path", str(target_path), "--log-path", str(target_path / "logs")]


def dbt_here(*arguments: str, database: Path, target_path: Path, landing: str = "sample", **given) -> str:
    """Run dbt in this process over what it parsed once; ``given`` are vars that no reference
    between models hangs on, as one hangs on as_of. What it said."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCORECARD_DB", str(database))
        runner = dbtRunner(
            manifest=_manifest(landing, database.name), callbacks=[lambda event: told.append(event.info.msg)]
        )
        given = {"landing": landing, **{name: str(value) for name, value in given.items()}}
        done = runner.invoke([*arguments, *_options(target_path), "--quiet", "--vars", json.dumps(given)])
        DuckDBConnectionManager.close_all_connections()
    failed = [each.message for each in done.result or () if each.status in ("error", "fail")]
    assert done.success, done.exception or failed
    return "\n".join(told)
