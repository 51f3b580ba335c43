"""The contract as files to fill in."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from agent_scorecard.contract import Table


def write_template(folder: Path, tables: Mapping[str, Table]) -> None:
    """An empty CSV for every table, and a filled example of each in ``_examples/``, which lands as it is."""
    for place, is_filled in ((folder, False), (folder / "_examples", True)):
        place.mkdir(parents=True, exist_ok=True)
        for table in tables.values():
            with (place / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle, lineterminator="\n")
                writer.writerow([column.name for column in table.columns])
                if is_filled:
                    writer.writerow([column.example or "" for column in table.columns])
