"""The served marts in a Postgres database: keys, comments, indexes, and one transaction that readers never see half of.

What is copied is the served file, so ids are tokens and words are left out as everywhere. DuckDB attaches the database and
writes through its binary copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agent_scorecard.publishing.attaching import CannotPublish, attached, plainly

TYPES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
# what people filter and join by; a key that begins with the column is its index already
INDEXED = ("week_start", "metric", "category", "episode_id", "ticket_id", "customer_id")
SCHEMA = "marts"


@dataclass(frozen=True)
class PostgresColumn:
    """One column of a mart, with its type in DuckDB's words."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True)
class Mart:
    """One served table: its columns in order, its key, its description."""

    name: str
    columns: tuple[PostgresColumn, ...]
    key: tuple[str, ...]
    comment: str | None

    @property
    def shape(self) -> tuple:
        """What must be equal for a table to be filled anew instead of made anew."""
        return tuple((column.name, column.data_type) for column in self.columns)

    def table(self, database: str = "") -> str:
        """Its name in SQL, within an attached database."""
        return f"{database}{'.' if database else ''}{SCHEMA}.{_name(self.name)}"


def publish_to_postgres(served: Path, url: str) -> dict[str, int]:
    """Put every served mart into the schema `marts` of a Postgres database; the rows written, by mart.

    | served | the file that a run published |
    | url | `postgresql://user@host:5432/name`, or libpq's `host=… dbname=…`; a password is better in `PGPASSWORD` or ~/.pgpass |

    One transaction: a reader has the marts of the publication before or of this one, waits for nothing, and views of the team's
    own on the marts stay. A mart whose columns changed is dropped and made again; one that the project no longer has is
    dropped.

    Raises CannotPublish; until the end nothing has changed for readers then.
    """
    import duckdb

    if not served.exists():
        raise CannotPublish(f"there is no served file at {served}: `agent-scorecard run` makes it")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {_text(str(served))} as served (read_only)")
        marts = served_marts(connection)
        with attached(connection, url):
            try:
                connection.execute("begin transaction")
                there = _tables_there(connection)
                for name in sorted(set(there) - {mart.name for mart in marts}):
                    _tell(connection, f"drop table {SCHEMA}.{_name(name)}")
                rows = {mart.name: _write(connection, mart, there.get(mart.name)) for mart in marts}
                connection.execute("commit")
            except duckdb.Error as error:
                raise CannotPublish(f"nothing was published: {plainly(error, url)}") from None
    return rows


def served_marts(connection) -> list[Mart]:
    """The tables of the attached file `served`, by name."""
    of_marts = f"database_name = 'served' and schema_name = '{SCHEMA}'"
    keys = connection.execute(
        "select table_name, constraint_column_names from duckdb_constraints() "
        f"where {of_marts} and constraint_type = 'PRIMARY KEY'"
    )
    keys = dict(keys.fetchall())
    columns: dict[str, list[PostgresColumn]] = {}
    for table, name, kind, is_nullable, comment in connection.execute(
        f"select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() where {of_marts} "
        "order by table_name, column_index"
    ).fetchall():
        columns.setdefault(table, []).append(PostgresColumn(name, kind, is_nullable, comment))
    tables = connection.execute(f"select table_name, comment from duckdb_tables() where {of_marts} order by 1")
    return [Mart(name, tuple(columns[name]), tuple(keys.get(name, ())), told) for name, told in tables.fetchall()]


def postgres_type(data_type: str) -> str:
    """A DuckDB type in Postgres' words. Raises CannotPublish for one that no mart may have.

    >>> postgres_type("DECIMAL(18,2)"), postgres_type("DOUBLE")
    ('numeric(18,2)', 'double precision')
    """
    if data_type.startswith("DECIMAL("):
        return "numeric" + data_type.removeprefix("DECIMAL")
    if data_type not in TYPES:
        raise CannotPublish(f"a mart has a column of type {data_type}, for which there is no type in Postgres here")
    return TYPES[data_type]


def statements(mart: Mart) -> list[str]:
    """What makes a mart's empty table, with its key, its indexes and its descriptions."""
    table = mart.table()
    lines = [
        f"{_name(c.name)} {postgres_type(c.data_type)}{'' if c.is_nullable else ' not null'}" for c in mart.columns
    ]
    if mart.key:
        lines.append(f"primary key ({', '.join(map(_name, mart.key))})")
    made = [f"create table {table} ({', '.join(lines)})"]
    names = [column.name for column in mart.columns]
    made += [
        f"create index on {table} ({_name(name)})" for name in INDEXED if name in names and mart.key[:1] != (name,)
    ]
    return made + comments(mart)


def comments(mart: Mart, database: str = "") -> list[str]:
    """The descriptions of a mart and its columns, as dbt wrote them."""
    table = mart.table(database)
    told = [f"comment on table {table} is {_text(mart.comment)}"] if mart.comment else []
    return told + [
        f"comment on column {table}.{_name(column.name)} is {_text(column.comment)}"
        for column in mart.columns
        if column.comment
    ]


def _write(connection, mart: Mart, shape: tuple | None) -> int:
    """Fill a mart anew: rows of before are deleted where the columns are the same, and their readers keep them until the end."""
    table = mart.table()
    if shape == tuple((name, postgres_type(kind)) for name, kind in mart.shape):
        _tell(connection, f"delete from {table}", *comments(mart))
    else:
        _tell(connection, *([f"drop table {table}"] if shape else []), *statements(mart))
        # DuckDB keeps what it knew of the tables there
        connection.execute("call pg_clear_cache()")
    names = ", ".join(_name(column.name) for column in mart.columns)
    fill = f"insert into {mart.table('warehouse')} ({names}) select {names} from {mart.table('served')}"
    return connection.execute(fill).fetchone()[0]


def _tables_there(connection) -> dict[str, tuple]:
    """The tables of the schema, each with its columns and types; the schema is made where it is missing."""
    asked = (
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_class c "
        "join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid "
        f"where n.nspname = '{SCHEMA}' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by 1, a.attnum"
    )
    has_schema = f"select 1 from pg_namespace where nspname = '{SCHEMA}'"
    if not _asked(connection, has_schema):
        _tell(connection, f"create schema {SCHEMA}")
    found: dict[str, list] = {}
    for table, column, kind in _asked(connection, asked):
        found.setdefault(table, []).append((column, kind.replace("timestamp without time zone", "timestamp")))
    return {table: tuple(columns) for table, columns in found.items()}


def _asked(connection, query: str) -> list[tuple]:
    return connection.execute(f"from postgres_query('warehouse', {_text(query)})").fetchall()


def _tell(connection, *orders: str) -> None:
    if orders:
        connection.execute(f"call postgres_execute('warehouse', {_text('; '.join(orders))})")


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
