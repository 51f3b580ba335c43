"""Results that are kept while nothing that they depend on has changed.

A model that reads all of history and is a pure function of it gives the same rows as long as its inputs, its code and the
libraries are the same. `kept` compares a digest of all of these with the one under which the model's table was made, and
returns that table where they are equal. Digests are noted in `kept.results`, which `macros/engine/kept_results.sql` makes
before a build and empties for a full refresh. Where the table is not the one that was noted, or nothing can be noted, the
model is computed: what is returned is always what computing would give.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

import duckdb
import pyarrow as pa

PACKAGE = Path(__file__).parent
LIBRARIES = ("duckdb", "numpy", "pyarrow", "scikit-learn", "scipy")


def kept(dbt, session, compute: Callable[[], pa.Table | pa.RecordBatchReader], *inputs) -> pa.Table | object:
    """What ``compute()`` gives; the rows of ``dbt.this``, as a relation, where the last build computed them from the same.

    ``compute`` is a function within the model's file, whose text counts as code; values that dbt renders into it (vars, config)
    count with it. ``inputs`` are relations: all rows and columns that ``compute`` reads, in any order.
    """
    path = Path(compute.__code__.co_filename)
    if not path.exists() or not _may_note(session):
        return compute()
    model = dbt.this.identifier
    parts = [code_digest(PACKAGE), path.read_text(encoding="utf-8"), *(rows_digest(each) for each in inputs)]
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    noted = session.execute("select inputs, rows from kept.results where model = ?", [model]).fetchone()
    if noted and noted[0] == digest:
        try:
            before = session.query(f"select * from {dbt.this}")
            if rows_digest(before) == noted[1]:
                return before
        except duckdb.CatalogException:
            pass  # the table was dropped
    made = compute()
    table = made.read_all() if isinstance(made, pa.RecordBatchReader) else made
    rows = rows_digest(session.from_arrow(table))
    session.execute("insert or replace into kept.results values (?, ?, ?)", [model, digest, rows])
    return table


def rows_digest(relation) -> str:
    """Names, types, number and values of a relation's rows, whatever their order.

    >>> one, other = (duckdb.sql(f"select unnest({rows}) as x") for rows in ([1, 2, 2], [2, 1, 2]))
    >>> rows_digest(one) == rows_digest(other), rows_digest(one) == rows_digest(one.distinct())
    (True, False)
    """
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in relation.columns)
    hashed = relation.project(f"hash({names}) as row_hash")
    told = hashed.aggregate("count(*), bit_xor(row_hash), sum(cast(row_hash as hugeint))").fetchone()
    return f"{names} {relation.types} {told}"


@cache
def code_digest(folder: Path) -> str:
    """Every file of code and words in ``folder``, and the versions of what it computes with."""
    found = hashlib.sha256(f"{platform.python_version()} {[metadata.version(name) for name in LIBRARIES]}".encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            found.update(f"{path.relative_to(folder)}\x1f".encode() + path.read_bytes())
    return found.hexdigest()


def _may_note(session) -> bool:
    found = session.execute("select 1 from duckdb_tables() where schema_name = 'kept' and table_name = 'results'")
    return found.fetchone() is not None
