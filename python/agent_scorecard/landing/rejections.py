"""A row that broke a rule, or a file that was refused, as rejected rows with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from agent_scorecard.contract import Table
from agent_scorecard.landing import gate_rules, readers, repairs, twins
from agent_scorecard.landing.casting import cast
from agent_scorecard.landing.readers import FileRefused, Rejection
from agent_scorecard.landing.source_files import SourceFile


def rejection_of(
    rows: readers.Rows, text: pa.Table, index: int, broken: Sequence[gate_rules.Rule], table: Table, key: bytes
) -> Rejection:
    """One row and the rules it broke. Its explanation shows the form of a value and never the value itself."""

    def form(rule: gate_rules.Rule) -> str:
        value = rows.text[rule.column][index].as_py() if rule.column in rows.text.column_names else None
        return repairs.shape(value)

    told = "; ".join(dict.fromkeys(rule.says.format(value=form(rule)) for rule in broken))
    key_hash = None
    if all(name in text.column_names for name in table.key):
        row = text.slice(index, 1)
        values = {name: cast(row[name], table.column(name).data_type) for name in table.key}
        if all(value.null_count == 0 for value in values.values()):
            key_hash = int(twins.keyed(twins.row_hashes(pa.table(values), table.key), key)[0])
    word = None
    if broken[0].reason == "unknown_value":
        word = rows.text[broken[0].column][index].as_py()
    number, column, reason = int(rows.numbers[index]), broken[0].column, broken[0].reason
    return Rejection(number, column, reason, told, rows.original(index), key_hash, word)


def all_rows(file: SourceFile, refused: FileRefused) -> list[Rejection]:
    """Every row of a file that was refused as a whole, as far as it can be read."""
    rejections: list[Rejection] = []
    if refused.reason == "missing_column":
        for rows in readers.read(file):
            rejections += rows.unreadable + [
                Rejection(int(number), refused.column, refused.reason, str(refused), rows.original(index))
                for index, number in enumerate(rows.numbers)
            ]
    return rejections
