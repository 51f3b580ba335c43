"""Rows of the catalogue: a table of them, and a moment in the simulated time."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from agent_scorecard.simulation.arrow import schema_of


def table_of(name: str, rows: list[dict]) -> pa.Table:
    """Rows as a landing table, with the contract's types."""
    return pa.Table.from_pylist(rows, schema=schema_of(name))


def moment_at(seconds: float) -> datetime:
    """The naive UTC time of a simulated second."""
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
