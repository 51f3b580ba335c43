"""Rows of one file that bear the same key: an exact copy is a duplicate, a different content a conflict."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.contract import Table


def row_hashes(rows: pa.Table, columns: list[str]) -> np.ndarray:
    """A 64-bit hash of the named text columns of each row; null and empty differ, absent columns count as null.

    >>> hashes = row_hashes(pa.table({"a": ["x", "x", None], "b": ["1", "1", "1"]}), ["a", "b"])
    >>> bool(hashes[0] == hashes[1]), bool(hashes[0] == hashes[2])
    (True, False)
    """
    import pandas as pd

    nulls = pa.nulls(len(rows), pa.string())
    texts = [
        pc.fill_null(rows[name].combine_chunks() if name in rows.column_names else nulls, "\x00") for name in columns
    ]
    return pd.util.hash_array(
        pc.binary_join_element_wise(*texts, "\x1f").to_numpy(zero_copy_only=False), categorize=False
    )


def find(batches: Iterable[pa.Table], table: Table) -> tuple[np.ndarray, np.ndarray]:
    """(is_duplicate, is_conflict) for every row of a file, in file order.

    Two rows compete only where key and updated_at are the same: a newer updated_at is a newer version, as it should be.
    The first is; an exact copy of it is a duplicate, anything else a conflict.
    """
    versions, contents = [np.array([], np.uint64)], [np.array([], np.uint64)]
    for rows in batches:
        versions.append(row_hashes(rows, [*table.key, "updated_at"]))
        contents.append(row_hashes(rows, sorted(rows.column_names)))
    version, content = np.concatenate(versions), np.concatenate(contents)
    _, first_of_version, which = np.unique(version, return_index=True, return_inverse=True)
    first = first_of_version[which]
    is_later = first != np.arange(len(version))
    is_same = content == content[first]
    return is_later & is_same, is_later & ~is_same
