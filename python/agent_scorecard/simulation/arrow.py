"""Arrow helpers: ids from numbers, times from seconds, columns in the contract's order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.contract import Table, landing_tables
from agent_scorecard.landing.casting import arrow_type


def stream(seed: int, block: int, subject: str) -> np.random.Generator:
    """A random stream per subject: what one subject draws never moves another's."""
    return np.random.default_rng([seed, block, *subject.encode()])


def ids(prefix: str, numbers: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    """Short text ids, null where ``mask`` is true.

    >>> ids("T", np.array([1, 2]), np.array([False, True])).to_pylist()
    ['T1', None]
    """
    text = pc.cast(pa.array(numbers, mask=mask), pa.string())
    return pc.binary_join_element_wise(pa.scalar(prefix), text, "")


def times(seconds: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    """UTC timestamps from seconds since 1970; null where ``mask`` is true."""
    return pa.array(np.asarray(seconds, dtype=np.int64) * 1_000_000, mask=mask).cast(pa.timestamp("us"))


def pick(values: list, index: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    """``values[index]`` as an Arrow array, null where ``mask`` is true."""
    return pa.array(values).take(pa.array(np.asarray(index, dtype=np.int64), mask=mask))


def conform(table: str, columns: dict) -> pa.Table:
    """The columns of one landing table in the contract's order and types; null where not given."""
    contract: Table = landing_tables()[table]
    unknown = set(columns) - {column.name for column in contract.columns}
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    length = len(next(iter(columns.values())))
    arrays = {}
    for column in contract.columns:
        kind = arrow_type(column.data_type)
        values = columns.get(column.name)
        if values is None:
            arrays[column.name] = pa.nulls(length, kind)
        else:
            arrays[column.name] = (values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)).cast(
                kind
            )
    return pa.table(arrays)


def schema_of(table: str) -> pa.Schema:
    """The contract of one landing table as an Arrow schema."""
    return pa.schema([(column.name, arrow_type(column.data_type)) for column in landing_tables()[table].columns])
