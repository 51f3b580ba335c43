"""What the tests of the sources share: small exports written by hand, mapped without landing."""

from __future__ import annotations

import importlib
import json
import os
from collections import Counter
from pathlib import Path

import pytest

REFERENCE = os.environ.get("SCORECARD_REFERENCE_DATA")


def reference(*parts: str) -> Path:
    """A folder of the reference data; the test skips where it is absent."""
    path = Path(REFERENCE or "/nonexistent").joinpath(*parts)
    if not path.exists():
        pytest.skip("SCORECARD_REFERENCE_DATA names no folder with " + "/".join(parts))
    return path


def write(folder: Path, **files) -> Path:
    """JSON files by name (``a__b`` is ``a/b.json``)."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/") + ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def mapped(source: str, folder: Path, **config):
    """The landing rows of a folder. ``landed.stops`` and ``landed.warnings`` say what is wrong with it."""
    from agent_scorecard.landing.sources.mapping import map_records
    from agent_scorecard.landing.sources.reading import read_export
    from agent_scorecard.landing.sources.source_config import SourceConfig

    module = importlib.import_module(f"agent_scorecard.landing.sources.{source}")
    export = read_export(folder, module)
    landed = map_records(export, module, SourceConfig.of(config))
    landed.export = export
    return landed


def counts(landed, ticket: str) -> dict[str, int]:
    """Messages with words by author type, notes left out."""
    return dict(
        Counter(
            row["author_type"]
            for row in landed.rows["messages"]
            if row["ticket_id"] == ticket and row["body"] and (row["is_public"] or row["author_type"] == "system")
        )
    )


def events(landed, ticket: str, kind: str) -> list[dict]:
    return [r for r in landed.rows.get("ticket_events", ()) if r["ticket_id"] == ticket and r["event_type"] == kind]


def keys(landed) -> set[str]:
    return {stop.key for stop in landed.stops}
