"""The one reader of a served file (or of the file that builds are made in): read-only, and with one error.

Everything that shows, sends, lists or exports what was built reads through `reading`; a house rule holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

REMEDY = "build it anew (`agent-scorecard run`, or `make build`), or read it with the version that built it"
BUILD_FIRST = "run `agent-scorecard run` (or `make build`) first"


class NothingToRead(Exception):
    """The file is missing, cannot be opened, or lacks what is asked of it; the message says which, and the remedy."""


class BuiltByAnotherVersion(NothingToRead):
    """The file lacks a table or column that is asked of it."""


@dataclass(frozen=True)
class About:
    """What a file says of itself; each is null where it does not say."""

    as_of: datetime | None = None
    published_at: datetime | None = None
    # whose numbers these are: sample, files or warehouse, and the company's name where one is set
    landing: str | None = None
    company_name: str | None = None

    @property
    def whose(self) -> str:
        """The heading's words for whose data it is.

        >>> About(landing="sample").whose, About(company_name="Acme").whose, About(landing="sample", company_name="A").whose
        ('sample data', 'Acme', 'A, sample data')
        """
        parts = [self.company_name, "sample data" if self.landing == "sample" else None]
        return ", ".join(part for part in parts if part)


class Reader:
    """What is asked of one open file."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection):
        self.path, self._connection = path, connection

    def ask(self, query: str, given: Mapping | Sequence | None = None) -> duckdb.DuckDBPyConnection:
        """DuckDB's own result, for those who want tuples (`fetchall`), Arrow or a data frame of it."""
        return self._connection.execute(query, given or None)

    def rows(self, query: str, given: Mapping | Sequence | None = None) -> list[dict]:
        """Each row by the names of its columns; NaN is null, and a decimal a number."""
        found = self.ask(query, given)
        names = [column[0] for column in found.description]
        return [{name: _told(value) for name, value in zip(names, row, strict=True)} for row in found.fetchall()]

    @cached_property
    def marts(self) -> frozenset[str]:
        """The names of the marts that the file has."""
        found = self.ask("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return frozenset(name for (name,) in found)

    def require(self, *marts: str) -> None:
        """Raise NothingToRead where the file has not even these marts: nobody built a scorecard in it."""
        if not self.marts.issuperset(marts):
            raise NothingToRead(f"{self.path} has no scorecard among its marts; {BUILD_FIRST}")

    def about(self) -> About:
        """From the served file's `publication`, else from a build's `stg_as_of`."""
        for table in ("marts.publication", "staging.stg_as_of"):
            found = self.ask(
                "select column_name from information_schema.columns where table_schema = ? and table_name = ?",
                table.split("."),
            ).fetchall()
            columns = [column for (column,) in found if column in About.__dataclass_fields__]
            if columns and (row := self.ask(f"select {', '.join(columns)} from {table}").fetchone()):
                return About(**dict(zip(columns, row, strict=True)))
        return About()


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open the file at ``path``; what goes wrong while it is open is told as NothingToRead.

    A table or column that is not there is that of another version; a file that cannot be opened is said to be so.
    """
    import duckdb

    if not path.exists():
        raise NothingToRead(f"no file at {path}; {BUILD_FIRST}")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            yield Reader(path, connection)
    except (duckdb.CatalogException, duckdb.BinderException) as lacking:
        what = str(lacking).partition("\n")[0]
        told = f"{path} was built by another version of this project ({what}): {REMEDY}"
        raise BuiltByAnotherVersion(told) from lacking
    except (duckdb.IOException, duckdb.ConnectionException, duckdb.SerializationException) as unreadable:
        what = str(unreadable).partition("\n")[0]
        raise NothingToRead(
            f"{path} cannot be read ({what}); is it a DuckDB file, and does nobody write it?"
        ) from unreadable


def _told(value: object) -> object:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    return None if isinstance(value, float) and value != value else value
