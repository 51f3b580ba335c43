"""How old the newest thing in the landing is: what a scheduler must know before it trusts a green build."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

CLOCKS = {"messages": "sent_at", "ticket_events": "occurred_at"}


def newest_in_files(landing_path: Path, until: datetime | None = None) -> datetime | None:
    """The newest message or event in landing files of any format, in UTC; null where there is none.

    What claims to be later than ``until`` is no news: a row of 2099 makes no landing fresh.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from agent_scorecard.landing import readers, source_files
    from agent_scorecard.landing.casting import times

    files, _ = source_files.discover(landing_path, list(CLOCKS)) if landing_path.is_dir() else ([], [])
    newest: list[datetime] = []
    for file in files:
        clock = CLOCKS[file.table]
        if clock not in readers.column_names(file):
            continue
        told = _parquet_maximum(file, clock)
        if told is not None and (until is None or told <= until):
            newest.append(told)
            continue
        for rows in readers.read(file):
            moments = times(rows.text[clock].combine_chunks())
            if until is not None:
                moments = moments.filter(pc.less_equal(moments, pa.scalar(until, pa.timestamp("us"))))
            latest = pc.max(moments).as_py()
            newest += [latest] if latest else []
    return max(newest, default=None)


def _parquet_maximum(file, clock: str) -> datetime | None:
    """From the footer alone, where the file keeps naive timestamps and their statistics."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if file.format != "parquet":
        return None
    with pq.ParquetFile(file.path) as source:
        kind = source.schema_arrow.field(clock).type
        if not pa.types.is_timestamp(kind) or kind.tz:
            return None
        index = source.schema_arrow.names.index(clock)
        groups = [source.metadata.row_group(number).column(index).statistics for number in range(source.num_row_groups)]
    known = [group.max for group in groups if group is not None and group.has_min_max]
    return max(known) if known and len(known) == len(groups) else None


def newest_in_warehouse(
    database: Path, schema: str, until: datetime | None = None, url: str | None = None
) -> datetime | None:
    """The newest message or event in a team's own tables, in UTC; nothing later than ``until``.

    The tables lie in the build's file ``database`` or, with ``url``, in that Postgres database.
    """
    import duckdb

    from agent_scorecard.publishing.attaching import attached

    if url is None:
        with duckdb.connect(str(database), read_only=True) as connection:
            return _newest(connection, schema, until)
    with duckdb.connect(":memory:") as connection, attached(connection, url, is_read_only=True):
        connection.execute("use warehouse")
        return _newest(connection, schema, until)


def _newest(connection, schema: str, until: datetime | None) -> datetime | None:
    newest: list[datetime] = []
    for table, clock in CLOCKS.items():
        known = connection.execute(
            "select 1 from duckdb_columns() where database_name = current_database() and schema_name = ? "
            "and table_name = ? and column_name = ?",
            [schema, table, clock],
        ).fetchone()
        if known:
            moment = f'cast(cast("{clock}" as timestamptz) as timestamp)'
            query = f'select max({moment}) from "{schema}"."{table}" where {moment} <= coalesce(?, {moment})'
            newest += [value for (value,) in connection.execute(query, [until]).fetchall() if value]
    return max(newest, default=None)
