"""Rows of plain values as an Arrow table whose types do not hang on which values happen to be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "count": pa.int64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("us"),
}
# what follows the tenth digit is the machine's own
DIGITS = 10


def typed_rows(rows: Iterable[Mapping], columns: Mapping[str, str]) -> pa.Table:
    """The ``rows`` with exactly the ``columns`` (name to one of TYPES); an absent value is null, nan too.

    >>> typed_rows([{"n": 1}], {"n": "count", "share": "number"}).to_pylist()
    [{'n': 1, 'share': None}]
    """
    rows = list(rows)
    return pa.table(
        {name: pa.array([_plain(row.get(name), kind) for row in rows], TYPES[kind]) for name, kind in columns.items()}
    )


def _plain(value, kind: str):
    if value is None or value != value:
        return None
    if kind == "number":
        return round(float(value), DIGITS)
    return {"count": int, "flag": bool}.get(kind, lambda same: same)(value)
