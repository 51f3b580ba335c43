"""What several tests share: the parsed project, and the sample warehouse built once."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from warehouse import run_dbt

# dbt and the simulator keep many objects for long: walked seldom, they cost up to a tenth less
gc.set_threshold(100_000, 50, 50)

# The files that take longest begin, so that no core waits for the last of them (`pytest -n auto --dist loadfile`).
DEAREST = ("test_odd_landings", "test_same_rows", "test_messages_redacted", "test_restatements", "test_coverage")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files first, the others in the order they were found in."""
    items.sort(key=lambda item: DEAREST.index(item.path.stem) if item.path.stem in DEAREST else len(DEAREST))


@pytest.fixture(scope="session")
def manifest(tmp_path_factory) -> dict:
    """The project as dbt parses it, unit tests included: as `make test` has parsed it, where SCORECARD_PARSED names that."""
    import json

    if parsed := os.environ.get("SCORECARD_PARSED"):
        return json.loads(Path(parsed).read_text())
    target_path = tmp_path_factory.mktemp("parse")
    run_dbt("parse", database=target_path / "unused.duckdb", target_path=target_path, SCORECARD_TARGET="unit")
    return json.loads((target_path / "manifest.json").read_text())


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory) -> Path:
    """The shipped sample, built once by `dbt build`: the database's path. Open it read-only.

    `make test` has built it already, with its unit tests and data tests, and names it in SCORECARD_BUILT_SAMPLE.
    """
    if built := os.environ.get("SCORECARD_BUILT_SAMPLE"):
        return Path(built).resolve()
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
