"""The served marts in a lake: every publication is a snapshot of DuckLake, which can be read later as it was.

Only rows that changed are written, so a publication takes the room of what it changed.
"""

from __future__ import annotations

import json
from pathlib import Path

from agent_scorecard.publishing.attaching import LAKE, CannotPublish, attached, plainly
from agent_scorecard.publishing.postgres import SCHEMA, Mart, comments, served_marts

AUTHOR = "agent-scorecard"


def publish_to_lake(served: Path, address: str) -> dict[str, int]:
    """Put every served mart into the schema `marts` of a lake, as one snapshot; the rows written, by mart.

    | served | the file that a run published |
    | address | `ducklake:FILE`, with its Parquet next to it in FILE.files; or `ducklake:postgres:dbname=… host=…` |

    The snapshot's `commit_extra_info` has `as_of` and `published_at`. A mart whose columns changed is made anew; one that the
    project no longer has is dropped. Earlier snapshots keep both.

    Raises CannotPublish; the snapshot of before is the newest one then.
    """
    import duckdb

    if not served.exists():
        raise CannotPublish(f"there is no served file at {served}: `agent-scorecard run` makes it")
    file = Path(address.removeprefix(LAKE))
    if ":" not in str(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {_text(str(served))} as served (read_only)")
        with attached(connection, address):
            try:
                connection.execute("begin transaction")
                rows = _publish(connection, served_marts(connection))
                connection.execute("commit")
            except duckdb.Error as error:
                raise CannotPublish(f"nothing was published: {plainly(error, address)}") from None
    return rows


def _publish(connection, marts: list[Mart]) -> dict[str, int]:
    connection.execute(f"create schema if not exists warehouse.{SCHEMA}")
    there: dict[str, list] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = 'warehouse' "
        f"and schema_name = '{SCHEMA}' order by table_name, column_index"
    ).fetchall():
        there.setdefault(table, []).append((column, kind))
    for name in sorted(set(there) - {mart.name for mart in marts}):
        connection.execute(f'drop table warehouse.{SCHEMA}."{name}"')
    rows = {mart.name: _write(connection, mart, tuple(there.get(mart.name, ()))) for mart in marts}
    moments = connection.execute(f"select as_of, published_at from served.{SCHEMA}.publication").fetchone()
    told = json.dumps(dict(zip(("as_of", "published_at"), map(str, moments), strict=True)))
    connection.execute(f"call warehouse.set_commit_message('{AUTHOR}', 'marts published', extra_info => {_text(told)})")
    return rows


def _write(connection, mart: Mart, shape: tuple) -> int:
    """Make the mart in the lake equal to the served one; the number of rows written."""
    lake, served = mart.table("warehouse"), mart.table("served")
    if shape and shape != mart.shape:
        connection.execute(f"drop table {lake}")
    if shape != mart.shape:
        lines = [f'"{c.name}" {c.data_type}{"" if c.is_nullable else " not null"}' for c in mart.columns]
        connection.execute(f"create table {lake} ({', '.join(lines)})")
        connection.execute("; ".join(comments(mart, "warehouse")) or "select 1")
    if not mart.key:
        connection.execute(f"delete from {lake}")
        return connection.execute(f"insert into {lake} from {served}").fetchone()[0]
    key = ", ".join(f'"{name}"' for name in mart.key)
    fresh = connection.execute(f"select * from {served} except select * from {lake}").to_arrow_table()
    gone = connection.execute(f"select * from {lake} except select * from {served}").to_arrow_table()
    if len(gone):
        connection.execute(f"delete from {lake} where ({key}) in (select ({key}) from gone)")
    return connection.execute(f"insert into {lake} from fresh").fetchone()[0] if len(fresh) else 0


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
