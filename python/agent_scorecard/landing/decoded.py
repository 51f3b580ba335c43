"""Bytes as text: what is not UTF-8 is kept, marked, and told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from agent_scorecard.landing.rows import Rejection, Rows, csv_line

NOT_UTF8 = "is not UTF-8 text; save the file as UTF-8 (Excel: 'CSV UTF-8'), or land it with --encoding cp1252"


def as_utf8(
    raw: pa.Table, numbers: np.ndarray, unreadable: list[Rejection], quote: Callable[[dict], str] | None = None
) -> Rows:
    """Bytes to text; a row whose bytes are not UTF-8 is set aside, the others go on."""
    quote = quote or (lambda values: csv_line([value or "" for value in values.values()]))
    try:
        text = raw.cast(pa.schema([(name, pa.string()) for name in raw.column_names]))
    except pa.ArrowInvalid:
        columns = [column.to_pylist() for column in raw.columns]
        bad: dict[int, str] = {}
        for name, values in zip(raw.column_names, columns, strict=True):
            for index, value in enumerate(values):
                if value is not None and index not in bad and not _is_utf8(value):
                    bad[index] = name
        for index, name in bad.items():
            values = ((each[index] or b"").decode("utf-8", "backslashreplace") for each in columns)
            shown = quote(dict(zip(raw.column_names, values, strict=True)))
            unreadable.append(Rejection(int(numbers[index]), name, "not_utf8", f"{name} {NOT_UTF8}", shown))
        keep = np.setdiff1d(np.arange(len(raw)), np.fromiter(bad, int))
        raw, numbers = raw.take(keep), numbers[keep]
        text = raw.cast(pa.schema([(name, pa.string()) for name in raw.column_names]))
    return Rows(text, numbers, lambda index: quote(text.slice(index, 1).to_pylist()[0]), unreadable)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
