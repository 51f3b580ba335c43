"""Contract-shaped files as batches of text: CSV, JSON Lines, Parquet and Excel, with row numbers and the original text kept.

A row is counted as a spreadsheet counts it: the header of a CSV file is row 1. Nothing is typed here; every value
arrives as text, an empty one as null, so that the gate can quote what it refuses.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.landing import csv_records, workbooks
from agent_scorecard.landing.decoded import as_utf8
from agent_scorecard.landing.jsonl_records import as_text, jsonl_columns, jsonl_rows, start_of
from agent_scorecard.landing.repairs import column_label
from agent_scorecard.landing.rows import BATCH_ROWS, FileRefused, Rejection, Rows
from agent_scorecard.landing.source_files import SourceFile

BLOCK_BYTES = 16 << 20


def column_names(file: SourceFile) -> list[str]:
    """The columns a file has. Raises FileRefused where it has no readable header or names a column twice."""
    names = _COLUMNS[file.format](file)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileRefused(
            "duplicate_column", f"{file.name}: two columns are named {column_label(twice[0])}; rename one", twice[0]
        )
    return names


def read(file: SourceFile) -> Iterator[Rows]:
    """The file's rows in batches of about BATCH_ROWS, in their order."""
    return _READERS[file.format](file, column_names(file))


def _csv_header(file: SourceFile) -> tuple[list[str], str]:
    """(names, delimiter). A column without a name gets one by its place."""
    start = start_of(file).decode("utf-8-sig", errors="replace")
    try:
        delimiter = csv_records.delimiter_of(re.split(r"[\r\n]", start.lstrip("\r\n"), maxsplit=1)[0])
        names = next(csv.reader(io.StringIO(start.lstrip("\r\n")), delimiter=delimiter))
    except (csv.Error, StopIteration) as error:
        raise FileRefused("unreadable", f"{file.name}: the header cannot be read: {error}") from error
    return [name.strip() or f"unnamed_{number}" for number, name in enumerate(names, start=1)], delimiter


def _csv_columns(file: SourceFile) -> list[str]:
    return _csv_header(file)[0]


def _csv_rows(file: SourceFile, columns: list[str]) -> Iterator[Rows]:
    """The rows; what the parser finds is held against an independent count of the records."""
    _, delimiter = _csv_header(file)
    found = csv_records.records(file.path, delimiter)
    broken = [
        Rejection(number, None, reason, csv_records.SAYS[reason], csv_records.text_of(file.path, span))
        for number, reason, span in found.broken
    ]
    if found.broken and found.broken[0][0] == 1:
        raise FileRefused("unreadable", f"{file.name}: the header cannot be read: {broken[0].explanation}")
    read = len(broken)
    with tempfile.TemporaryDirectory() as folder:
        if broken:
            sound = replace(file, path=Path(folder) / "sound.csv")
            csv_records.without(file.path, found, sound.path)
            yield Rows(pa.table({name: pa.array([], pa.string()) for name in columns}), np.array([], int), str, broken)
        numbers = np.fromiter(csv_records.unbroken_numbers(found), int)
        for rows in _parsed(sound if broken else file, columns, delimiter, numbers):
            read += len(rows.text) + len(rows.unreadable)
            yield rows
    if read != found.count - 1:
        message = f"{file.name}: {read} rows were read and {found.count - 1} counted; nothing of it was landed"
        raise FileRefused("miscounted", message)


def _parsed(file: SourceFile, columns: list[str], delimiter: str, known: np.ndarray) -> Iterator[Rows]:
    """What Arrow reads; ``known[n]`` is the number of the file's nth record, the header included."""
    from pyarrow import csv as arrow_csv

    ragged: list[Rejection] = []

    def keep_ragged(row) -> str:
        explanation = f"the line has {row.actual_columns} values, the header {row.expected_columns}"
        ragged.append(Rejection(row.number or 0, None, "ragged_line", explanation, row.text))
        return "skip"

    try:
        reader = arrow_csv.open_csv(
            file.path,
            # one thread: only then does the parser know the number of a ragged row
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=BLOCK_BYTES, column_names=columns, skip_rows=0
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=keep_ragged
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.binary() for name in columns}, strings_can_be_null=True, null_values=[""]
            ),
        )
        # the header comes as the first row: names are given, so that two empty ones are no error
        number, is_first = 0, True
        for raw in _regrouped(pa.Table.from_batches([batch]) for batch in reader):
            skipped, ragged[:] = list(ragged), []
            gone = {rejection.row_number for rejection in skipped}
            places = np.array([n for n in range(number + 1, number + 1 + len(raw) + len(gone)) if n not in gone], int)
            places = places[: len(raw)] if len(places) >= len(raw) else np.arange(number + 1, number + 1 + len(raw))
            number += len(raw) + len(gone)
            if is_first and len(raw):
                raw, places, is_first = raw.slice(1), places[1:], False
            skipped = [replace(each, row_number=_at(known, each.row_number)) for each in skipped]
            yield as_utf8(raw, _at(known, places), skipped)
        if ragged:
            left = [replace(each, row_number=_at(known, each.row_number)) for each in ragged]
            yield Rows(pa.table({name: pa.array([], pa.string()) for name in columns}), np.array([], int), str, left)
    except pa.ArrowInvalid as error:
        raise FileRefused("unreadable", f"{file.name}: this is not readable CSV: {_reason(error)}") from error


def _at(known: np.ndarray, places):
    """Places in what was parsed as numbers in the file; a place beyond what was counted stays as it is."""
    if not len(known):
        return places
    inside = np.clip(np.asarray(places) - 1, 0, len(known) - 1)
    return int(known[inside]) if np.isscalar(places) else known[inside]


def _reason(error: Exception) -> str:
    """What a library says of a file, without what it quotes of it."""
    return re.split(r": |\n|'|\"", str(error), maxsplit=1)[0][:120]


def _parquet_columns(file: SourceFile) -> list[str]:
    import pyarrow.parquet as pq

    if file.path.stat().st_size == 0:
        raise FileRefused("empty_file", f"{file.name}: the file is empty")
    try:
        return pq.read_schema(file.path).names
    except (pa.ArrowException, OSError) as error:
        raise FileRefused("unreadable", f"{file.name}: this is not readable Parquet: {_reason(error)}") from error


def _parquet_rows(file: SourceFile, columns: list[str]) -> Iterator[Rows]:
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(file.path) as source:
            for batch in source.iter_batches(BATCH_ROWS):
                raw = pa.table({name: _column_bytes(batch.column(name)) for name in columns})
                numbers = np.arange(number + 1, number + 1 + len(raw))
                number += len(raw)
                yield as_utf8(raw, numbers, [], lambda values: json.dumps(values, ensure_ascii=False))
    except (pa.ArrowException, OSError) as error:
        raise FileRefused("unreadable", f"{file.name}: this is not readable Parquet: {_reason(error)}") from error


def _column_bytes(column: pa.Array) -> pa.Array:
    """A column of any type as the bytes of its text; an empty text is null."""
    kind = column.type
    if isinstance(column, pa.ExtensionArray):
        column, kind = column.storage, column.storage.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_floating(kind):
        column = _whole_numbers(column)
    elif pa.types.is_timestamp(kind) and kind.tz:
        utc = column.cast(pa.timestamp("us", "UTC"), safe=False)
        column = pc.binary_join_element_wise(utc.cast(pa.timestamp("us")).cast(pa.string()), "Z", "")
    elif not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_string(kind)):
        values = column
        try:
            column = None if pa.types.is_nested(kind) else column.cast(pa.string())
        except pa.ArrowException:
            column = None
        if column is None:
            column = pa.array([as_text(value) for value in values.to_pylist()], pa.string())
    column = column.cast(pa.binary())
    return pc.if_else(pc.equal(column, b""), pa.scalar(None, pa.binary()), column)


def _whole_numbers(column: pa.Array) -> pa.Array:
    """Floats as text, whole ones without a point as far as floats are exact; NaN is null."""
    column = column.cast(pa.float64())
    column = pc.if_else(pc.is_nan(column), None, column)
    is_whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 2.0**53))
    whole = pc.cast(pc.if_else(is_whole, column, 0.0), pa.int64()).cast(pa.string())
    return pc.if_else(is_whole, whole, column.cast(pa.string()))


def _regrouped(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Small tables joined until they hold about BATCH_ROWS rows: every batch costs the gate the same fixed time."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= BATCH_ROWS:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()


_COLUMNS = {"csv": _csv_columns, "jsonl": jsonl_columns, "parquet": _parquet_columns, "xlsx": workbooks.columns}
_READERS = {"csv": _csv_rows, "jsonl": jsonl_rows, "parquet": _parquet_rows, "xlsx": workbooks.read}
