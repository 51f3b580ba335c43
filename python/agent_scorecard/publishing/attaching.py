"""A database of another kind next to DuckDB's own: Postgres, or a lake (DuckLake)."""

from __future__ import annotations

import re
from contextlib import contextmanager

from agent_scorecard.publishing.extensions import load_extension

LAKE = "ducklake:"
POSTGRES = ("postgresql://", "postgres://")


class CannotPublish(Exception):
    """The database is not there, refuses, or holds what is in the way; the message says which."""


def is_lake(address: str) -> bool:
    """Is it a lake's catalogue?

    >>> is_lake("ducklake:data/lake/catalog.ducklake"), is_lake("host=db dbname=support")
    (True, False)
    """
    return address.startswith(LAKE)


@contextmanager
def attached(connection, address: str, alias: str = "warehouse", is_read_only: bool = False, options: str = ""):
    """The database at ``address`` as ``alias`` on a DuckDB connection.

    | address | `postgresql://user@host/name`, libpq's `host=… dbname=…`, `ducklake:FILE`, `ducklake:postgres:dbname=… host=…` |
    | options | more of DuckDB's ATTACH, such as `data_path '…'` of a lake that is made |

    Raises CannotPublish where it does not answer.
    """
    import duckdb

    if is_lake(address):
        load_extension(connection, "ducklake")
    if not is_lake(address) or address.removeprefix(LAKE).startswith("postgres:"):
        load_extension(connection, "postgres_scanner")
        # Postgres keeps no NUL in a text
        connection.execute("set pg_null_byte_replacement = '\ufffd'")
    given = [] if is_lake(address) else ["type postgres"]
    given += [options] if options else []
    given += ["read_only"] if is_read_only else []
    try:
        told = f" ({', '.join(given)})" if given else ""
        quoted = "'" + address.replace("'", "''") + "'"
        connection.execute(f'attach {quoted} as "{alias}"{told}')
    except duckdb.Error as error:
        kind = "the lake" if is_lake(address) else "Postgres"
        raise CannotPublish(f"{kind} does not answer: {plainly(error, address)}") from None
    yield connection


def plainly(error: Exception, address: str) -> str:
    """An error without the address, which may hold a password, and of a long order only its beginning."""
    told = str(error).replace(address, "the address given")
    told = re.sub(r'(?s)Failed to execute query "(.{0,80}).*": (ERROR: )', r'"\1…": \2', told)
    told = re.sub(r"(?i)(password\s*=\s*)('[^']*'|\S+)", r"\1…", re.sub(r"(://[^:/@\s]+):[^@\s]*@", r"\1:…@", told))
    return " ".join(told.split())
