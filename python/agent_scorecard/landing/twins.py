"""Rows as hashes: what key they bear, what they say, and which of them say it again."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


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


def keyed(hashes: np.ndarray, key: bytes) -> np.ndarray:
    """Hashes that nobody can compute without the key of 16 bytes, so that none tells whether a guess of a row is right.

    Equal stays equal. SipHash-2-4 (Aumasson and Bernstein 2012) of each number's eight bytes, in whole columns.

    >>> key, number = bytes(range(16)), np.frombuffer(bytes(range(8)), "<u8")
    >>> hex(keyed(number, key)[0])
    '0x93f5f5799a932462'
    """
    k0, k1 = (np.uint64(part) for part in np.frombuffer(key, "<u8", 2))
    numbers = hashes.astype(np.uint64)
    starts = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    state = [np.full(len(numbers), np.uint64(start) ^ part) for start, part in zip(starts, (k0, k1) * 2, strict=True)]
    length = np.full(len(numbers), np.uint64(8 << 56))
    for block in (numbers, length):
        state[3] ^= block
        _rounds(state, 2)
        state[0] ^= block
    state[2] ^= np.uint64(0xFF)
    _rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _rounds(state: list[np.ndarray], count: int) -> None:
    def turned(words: np.ndarray, bits: int) -> np.ndarray:
        return (words << np.uint64(bits)) | (words >> np.uint64(64 - bits))

    a, b, c, d = state
    for _ in range(count):
        a, c = a + b, c + d
        b, d = turned(b, 13) ^ a, turned(d, 16) ^ c
        a, c = turned(a, 32) + d, c + b
        b, d = turned(b, 17) ^ c, turned(d, 21) ^ a
        c = turned(c, 32)
    state[:] = a, b, c, d


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


def keep_rows(path: Path, is_kept: np.ndarray, batch_rows: int) -> None:
    """Write a Parquet file anew with the rows of it that are kept; ``is_kept`` has an entry for each row."""
    whole, start = path.with_suffix(".whole.tmp"), 0
    os.replace(path, whole)
    with pq.ParquetFile(whole) as source, pq.ParquetWriter(path, source.schema_arrow, compression="zstd") as writer:
        for batch in source.iter_batches(batch_rows):
            writer.write_batch(batch.filter(pa.array(is_kept[start : start + len(batch)])))
            start += len(batch)
    whole.unlink()
