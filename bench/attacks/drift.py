"""Drifted schemas: every landing table with one column added, removed, renamed or retyped, and what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from agent_scorecard.contract import Column, Table, landing_tables

TICKET = "ticket_id,created_at,status\nT1,2024-06-03T09:00Z,open\n"
# what must become of the file: the row is there with the rest of it, the row is rejected by its column, the file is refused
KINDS = {
    "a column more": "accepted",
    "an optional column less": "accepted",
    "a required column less": "refused",
    "a required column renamed": "refused",
    "a time that became a word": "rejected",
    "a number that became a word": "rejected",
    "a number that became a text of it": "accepted",
    "columns in another order and case": "accepted",
}
NUMBERS = ("bigint", "double", "decimal")


def right(column: Column) -> str:
    """A value that the contract accepts."""
    if column.values:
        return column.values[0]
    if column.name in ("from_value", "to_value"):
        return "open"
    if column.data_type == "varchar":
        return "T1" if column.name == "ticket_id" else f"a {column.name}"
    given = {"bigint": "1", "boolean": "true", "date": "2024-06-03", "timestamp": "2024-06-03T09:00:00Z"}
    return given.get(column.data_type, "1")


def drifted(kind: str, only: Collection[str] | None = None) -> Iterator[tuple[str, str, str]]:
    """(table, column that drifted, a file of one row) of every table (or of ``only`` some) in which there is such a column."""
    for name, table in landing_tables().items():
        if only and name not in only:
            continue
        row = {column.name: right(column) for column in table.columns}
        if (found := _drift(kind, table, row)) is not None:
            column, new = found
            yield name, column, ",".join(new) + "\n" + ",".join(f'"{value}"' for value in new.values()) + "\n"


def _drift(kind: str, table: Table, row: dict[str, str]) -> tuple[str, dict[str, str]] | None:
    required = [column.name for column in table.columns if column.is_required]
    optional = [column.name for column in table.columns if not column.is_required]
    if kind == "a column more":
        return "mood", {**row, "mood": "fine"}
    if kind == "columns in another order and case":
        return "", {name.upper().replace("_", " "): row[name] for name in reversed(row)}
    if kind == "an optional column less":
        return (optional[-1], {k: v for k, v in row.items() if k != optional[-1]}) if optional else None
    if kind == "a required column less":
        return required[-1], {k: v for k, v in row.items() if k != required[-1]}
    if kind == "a required column renamed":
        return required[-1], {f"{k}_neu" if k == required[-1] else k: v for k, v in row.items()}
    types = ("timestamp", "date") if "time" in kind else NUMBERS
    column = next((one.name for one in table.columns if one.data_type in types), None)
    if column is None:
        return None
    return column, {**row, column: f" {row[column]}.0 " if "text of it" in kind else "soon"}


def landed(kind: str, folder: Path, only: Collection[str] | None = None):
    """Every drifted file of a kind through the gate: (table, column, account)."""
    from datetime import datetime

    from agent_scorecard.landing.land import land

    tables = landing_tables()
    for name, files, at in (
        ("before", {"tickets": TICKET}, 9),
        ("raw", {t: text for t, _, text in drifted(kind, only)}, 10),
    ):
        (folder / name).mkdir(parents=True)
        for table, text in files.items():
            (folder / name / f"{table}.csv").write_text(text, encoding="utf-8")
        accounts = land(folder / name, folder / "landing", tables, datetime(2024, 6, at))
    by_table = {account.table_name: account for account in accounts}
    return [(table, column, by_table[table]) for table, column, _ in drifted(kind, only)]
