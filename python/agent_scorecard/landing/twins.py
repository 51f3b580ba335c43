"""Rows as hashes: what key they bear, what they say, and which of them say it again."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def row_hashes(rows: pa.Table, columns: list[str] | tuple[str, ...]) -> np.ndarray:
    """A 64-bit hash of the named columns of each row, of any type that has a text. An absent column is all null, and a
    null adds nothing: a column that the contract gains later changes no hash.

    >>> hashes = row_hashes(pa.table({"a": ["x", "x", None], "b": [1, 1, 1]}), ["a", "b", "c"])
    >>> bool(hashes[0] == hashes[1]), bool(hashes[0] == hashes[2])
    (True, False)
    """
    import pandas as pd

    parts = [pa.repeat(pa.scalar(""), len(rows))]
    for name in columns:
        if name in rows.column_names:
            column = rows[name].combine_chunks() if isinstance(rows[name], pa.ChunkedArray) else rows[name]
            told = pc.binary_join_element_wise(f"{name}\x1e", column.cast(pa.string()), "\x1f", "")
            parts.append(pc.fill_null(told, ""))
    joined = pc.binary_join_element_wise(*parts, "")
    return pd.util.hash_array(joined.to_numpy(zero_copy_only=False), categorize=False)


def find(version: np.ndarray, content: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(is_duplicate, is_conflict) for rows in their order: two compete only where their version (key and updated_at) is
    the same. The first counts; an exact copy of it is a duplicate, anything else a conflict.

    >>> [each.tolist() for each in find(np.array([1, 1, 2, 1]), np.array([7, 7, 7, 8]))]
    [[False, True, False, False], [False, False, False, True]]
    """
    _, first_of_version, which = np.unique(version, return_index=True, return_inverse=True)
    first = first_of_version[which]
    is_later = first != np.arange(len(version))
    is_same = content == content[first]
    return is_later & is_same, is_later & ~is_same
