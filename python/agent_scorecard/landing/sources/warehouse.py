"""Loaders' tables in a warehouse through the same mapping as exports: what a staging model of a source returns."""

from __future__ import annotations

from datetime import datetime

from agent_scorecard.landing.sources.landing_sources import module_of
from agent_scorecard.landing.sources.mapping import Landed, SourceConfig, as_json, map_records, row_text, tables
from agent_scorecard.landing.sources.reading import Export, Record, missing_columns

REJECTED = "_rejected"
# a model knows no clock: what lies ahead is for as_of to leave out
NO_CLOCK = datetime(2100, 1, 1)


def source_rows(session, name: str, schema: str, settings: dict):
    """Every landing row of a source as an Arrow table: (table_name, row_number, row_json).

    ``session`` is DuckDB's connection, ``schema`` where the loader writes. Rows that break the contract come under
    the table name ``_rejected`` with their reason, so that read = accepted + rejected. Raises ValueError where a column
    is missing, Stopped where figures would be wrong in silence.
    """
    import pyarrow as pa

    source = module_of(name)
    landed = map_records(read_tables(session, source, schema), source, SourceConfig.of(settings))
    if landed.stops:
        raise landed.stops[0]
    found = through_the_gate(landed)
    columns = {
        "table_name": [table for table, _ in found],
        "row_number": pa.array(range(1, len(found) + 1), pa.int64()),
        "row_json": [as_json(row) for _, row in found],
    }
    return pa.table(columns)


def read_tables(session, source, schema: str) -> Export:
    """The loader's tables of a schema, in a fixed order of rows. Views count as tables."""
    query = "select table_name from information_schema.tables where lower(table_schema) = lower(?) order by 1"
    there = [name for (name,) in session.execute(query, [schema]).fetchall() if name.lower() in source.LOADER_TABLES]
    export = Export()
    for table in there:
        relation = session.execute(f'select * from "{schema}"."{table}" order by all').to_arrow_table()
        rows = relation.rename_columns([name.lower() for name in relation.column_names])
        if missing := missing_columns(set(rows.column_names), table.lower(), source):
            has = ", ".join(rows.column_names)
            raise ValueError(
                f"{schema}.{table} has no column {', '.join(missing)}; it has {has}. Was it renamed at the source?"
            )
        for number, row in enumerate(rows.to_pylist(), start=1):
            export.records.append(Record(table.lower(), row, f"{schema}.{table}", number, table))
    if not export.records:
        raise ValueError(
            f"the schema {schema} holds no table of {source.NAME}; looked for {', '.join(source.LOADER_TABLES)}"
        )
    return export


def through_the_gate(landed: Landed) -> list[tuple[str, dict]]:
    """(table, row) of what the gate accepts, and under ``_rejected`` what it and the mapping do not, with the reason."""
    import tempfile
    from pathlib import Path

    import pyarrow.parquet as pq

    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land

    found = [(REJECTED, _told(reject)) for reject in landed.rejected]
    with tempfile.TemporaryDirectory() as temporary:
        folder, landing = Path(temporary) / "mapped", Path(temporary) / "landing"
        folder.mkdir()
        for table, content in tables(landed).items():
            pq.write_table(content, folder / f"{table}.parquet")
        contract = landing_tables()
        land(folder, landing, contract, NO_CLOCK)
        for table in contract:
            for path in sorted((landing / table).glob("*.parquet")):
                names = [column.name for column in contract[table].columns]
                for row in pq.read_table(path, columns=names).to_pylist():
                    found.append((table, {name: row_text(value) for name, value in row.items() if value is not None}))
        for path in sorted((landing / "_rejected").glob("*/*.parquet")):
            names = ["table_name", "reason", "explanation", "original_text"]
            found += [(REJECTED, row) for row in pq.read_table(path, columns=names).to_pylist()]
    return found


def _told(reject) -> dict:
    record = reject.record
    told = {"reason": reject.reason, "explanation": reject.explanation, "original_text": as_json(record.data)}
    return {"table_name": record.file, **told}
