"""Loaders' tables in a warehouse through the same mapping as exports: what a staging model of a source returns."""

from __future__ import annotations

import json
import threading
from datetime import datetime

from agent_scorecard.contract import WORD_COLUMNS
from agent_scorecard.landing.sources.landing_sources import module_of
from agent_scorecard.landing.sources.mapping import Landed, as_json, map_records, row_text, tables
from agent_scorecard.landing.sources.reading import Export, Record, missing_columns
from agent_scorecard.landing.sources.source_config import SourceConfig

REJECTED = "_rejected"
NAMES = ("customers", "name")
# a model knows no clock: what lies ahead is for as_of to leave out
NO_CLOCK = datetime(2100, 1, 1)
# dbt builds the models of two sources in two threads, and the gate has one context in a process
_ONE_AT_A_TIME = threading.Lock()


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
    found = without_secrets(through_the_gate(landed))
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
        with _ONE_AT_A_TIME:
            land(folder, landing, contract, NO_CLOCK)
        for table in contract:
            for path in sorted((landing / table).glob("*.parquet")):
                names = [column.name for column in contract[table].columns]
                for row in pq.read_table(path, columns=names).to_pylist():
                    found.append((table, {name: row_text(value) for name, value in row.items() if value is not None}))
        for path in sorted((landing / "_rejected").glob("*/*.parquet")):
            names = ["table_name", "reason", "explanation"]
            found += [(REJECTED, row) for row in pq.read_table(path, columns=names).to_pylist()]
    return found


def without_secrets(found: list[tuple[str, dict]]) -> list[tuple[str, dict]]:
    """The same rows, their words redacted and customers' names left out once they served for it: a build keeps this table.

    Redacting twice is redacting once, so that the models behind read the same words as from landing files.
    """
    from agent_scorecard.people.owners import owners
    from agent_scorecard.text.redaction import Redactor

    redactor = Redactor.of_project()
    people = [
        (row["customer_id"], row.get("same_as_customer_id"), row.get("name"))
        for table, row in found
        if table == "customers"
    ]
    names = {row["customer_id"]: row["customer_names"] for row in owners(sorted(people, key=str), []).to_pylist()}
    customers = {row["ticket_id"]: row.get("customer_id") for table, row in found if table == "tickets"}
    kept = []
    for table, row in found:
        ids = {customers.get(row.get("ticket_id")), row.get("author_id")}
        said = ";".join(sorted({names[one] for one in ids if names.get(one)})) or None
        words = {name: redactor.redact(row[name], said) for name in WORD_COLUMNS.get(table, ()) if row.get(name)}
        kept.append((table, {name: words.get(name, value) for name, value in row.items() if (table, name) != NAMES}))
    return kept


def _told(reject) -> dict:
    # without its words: no table of a build keeps what was not redacted
    return {"table_name": reject.record.file, "reason": reject.reason, "explanation": reject.explanation}


def settings_of(settings: str | dict, prefix: str) -> dict:
    """A source's part of the var `source_authors`, as JSON or as it is, with the prefix of its ids."""
    return {**(json.loads(settings) if isinstance(settings, str) else settings), "prefix": prefix}


def zendesk_rows(session, schema: str, settings: str | dict, prefix: str):
    """The landing rows of Zendesk's tables as Fivetran, Airbyte or dlt fill them; ``settings`` is JSON."""
    return source_rows(session, "zendesk", schema, settings_of(settings, prefix))


def intercom_rows(session, schema: str, settings: str | dict, prefix: str):
    """The landing rows of Intercom's tables as Fivetran or Airbyte fill them; ``settings`` is JSON."""
    return source_rows(session, "intercom", schema, settings_of(settings, prefix))


def chatwoot_rows(session, schema: str, settings: str | dict, prefix: str):
    """The landing rows of Chatwoot's own tables; ``settings`` is JSON."""
    return source_rows(session, "chatwoot", schema, settings_of(settings, prefix))
