"""Doubles as they are stored: twelve significant digits, the same on every processor.

The last bits of a sum or a logarithm depend on which vector instructions a processor has. Twelve digits are more than
any figure means, and leave four for such differences.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

DIGITS = 12


def stored(table: pa.Table) -> pa.Table:
    """The table with every double rounded to twelve significant digits; null, NaN and infinity stay.

    >>> stored(pa.table({"a": [0.1 + 0.2, None, 1 / 3], "b": ["x", "y", "z"]}))["a"].to_pylist()
    [0.3, None, 0.333333333333]
    """
    for place, field in enumerate(table.schema):
        if pa.types.is_float64(field.type):
            column = table.column(place).combine_chunks()
            values = column.to_numpy(zero_copy_only=False)
            # a view may hold anything where it is null
            mask = np.asarray(column.is_null()) if column.null_count else None
            table = table.set_column(place, field, pa.array(round_digits(values), pa.float64(), mask=mask))
    return table


def round_digits(values: np.ndarray) -> np.ndarray:
    """Doubles of any shape, rounded to ``DIGITS`` significant digits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where((values == 0) | ~np.isfinite(values), 0.0, np.floor(np.log10(np.abs(values))))
    scale = 10.0 ** (DIGITS - 1 - size)
    rounded = np.rint(values * scale) / scale
    return np.where(np.isfinite(rounded), rounded, values)
