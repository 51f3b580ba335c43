"""A file's rows as the contract has them: its columns by their names there, their types, and what rows are known by."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.contract import Table
from agent_scorecard.landing import readers, repairs, twins
from agent_scorecard.landing.casting import arrow_type, cast
from agent_scorecard.landing.known import KEY_HASH, ROW_HASH, Seen, row_key
from agent_scorecard.landing.readers import FileRefused
from agent_scorecard.landing.source_files import SourceFile

OWN = ("_loaded_at", ROW_HASH, KEY_HASH)


class ContractRows:
    """The rows of one landing, on their way into its folder ``root``."""

    def __init__(self, root: Path, loaded_at: datetime):
        self.root, self.loaded_at = root, loaded_at
        self.key = row_key(root)
        self._seen: dict[str, Seen] = {}

    def seen(self, table: Table) -> Seen:
        """What was landed in the table before."""
        if table.name not in self._seen:
            self._seen[table.name] = Seen(self.root, table)
        return self._seen[table.name]

    def forget(self, table: Table) -> None:
        """Read anew what was landed in the table: something was added to it."""
        self._seen.pop(table.name, None)

    def columns(self, file: SourceFile, table: Table) -> dict[str, str]:
        """The file's columns by their names in the contract, as far as they have one: in any case, spaces for underscores."""
        known = [column.name for column in table.columns]
        names = {}
        for name in readers.column_names(file):
            plain = "_".join(name.strip().lower().replace("-", " ").split())
            names[name] = plain if plain in known else name
        if twice := [name for name in known if list(names.values()).count(name) > 1]:
            raise FileRefused("duplicate_column", f"{file.name}: two columns are {twice[0]}; rename one", twice[0])
        missing = [c.name for c in table.columns if c.is_required and c.name not in names.values()]
        if missing:
            others = [name for name in names.values() if name not in known]
            near = difflib.get_close_matches(missing[0], others, 1, 0.6)
            hint = f"; is {repairs.column_label(near[0])} meant? Rename it" if near else ""
            has = ", ".join(map(repairs.column_label, names)) or "none"
            columns = "the column" if len(missing) == 1 else "the columns"
            what = f"the table {table.name} needs {columns} {', '.join(missing)}, and the file has only: {has}{hint}"
            raise FileRefused("missing_column", f"{file.name}: {what}", missing[0])
        return names

    def typed(self, table: Table, text: pa.Table) -> tuple[dict[str, pa.Array], pa.Table, int]:
        """The contract's columns of mended text, typed; the text without times that meant a missing one; how many those were."""
        typed, stand_ins = {}, 0
        for column in table.columns:
            if column.name not in text.column_names:
                typed[column.name] = pa.nulls(len(text), arrow_type(column.data_type))
                continue
            values = cast(text[column.name], column.data_type)
            if column.data_type in ("timestamp", "date") and not column.is_required:
                values, count = repairs.without_sentinels(values)
                if count:
                    stand_ins += count
                    is_left = pc.or_(pc.is_valid(values), pc.is_null(cast(text[column.name], column.data_type)))
                    index = text.column_names.index(column.name)
                    left = pc.if_else(is_left, text[column.name].combine_chunks(), None)
                    text = text.set_column(index, column.name, left)
            typed[column.name] = values
        return typed, text, stand_ins

    def stored(self, table: Table, typed: dict[str, pa.Array], text: pa.Table, schema: pa.Schema) -> pa.Table:
        """Rows as they are written: typed, unknown columns as text, with what later landings know them by."""
        rows = pa.table(typed)
        hashes = twins.keyed(twins.row_hashes(rows, sorted(rows.column_names)), self.key)
        times = self.seen(table).first_times(hashes, _micros(self.loaded_at))
        own = {
            "_loaded_at": pa.array(times).cast(pa.timestamp("us")),
            ROW_HASH: pa.array(hashes),
            KEY_HASH: pa.array(twins.keyed(twins.row_hashes(rows, table.key), self.key)),
        }
        others = {name: text[name] for name in schema.names if name not in typed and name not in own}
        return pa.table({**typed, **others, **own}).select(schema.names).cast(schema)

    def schema(self, table: Table, names: Sequence[str]) -> pa.Schema:
        """The columns of a table's files: the contract's, unknown ones as text, and what a landing adds."""
        known = [(column.name, arrow_type(column.data_type)) for column in table.columns]
        extra = [(name, pa.string()) for name in names if name not in dict(known) and name not in OWN]
        own = [("_loaded_at", pa.timestamp("us")), (ROW_HASH, pa.uint64()), (KEY_HASH, pa.uint64())]
        return pa.schema([*known, *extra, *own])


def _micros(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds()) * 1_000_000
