"""Contract-shaped files as batches of text: CSV, JSON Lines and Parquet, with row numbers and the original text kept.

A row is counted as a spreadsheet counts it: the header of a CSV file is row 1. Nothing is typed here; every value
arrives as text, an empty one as null, so that the gate can quote what it refuses.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
BATCH_ROWS = 100_000
BLOCK_BYTES = 16 << 20


class FileRefused(Exception):
    """No row of the file can be landed; the message names the file and says why. ``reason`` is a short key."""

    def __init__(self, reason: str, message: str, column: str | None = None):
        super().__init__(message)
        self.reason, self.column = reason, column


@dataclass(frozen=True)
class SourceFile:
    """One file that holds rows of one landing table; ``name`` is how messages call it."""

    table: str
    path: Path
    name: str

    @property
    def format(self) -> str:
        return FORMATS[self.path.suffix]


@dataclass(frozen=True)
class Rejection:
    """One row that was not accepted."""

    row_number: int
    column: str | None
    reason: str
    explanation: str
    original_text: str


@dataclass
class Rows:
    """A batch: text columns, each row's number, how to quote a row, and the rows that could not even be read."""

    text: pa.Table
    numbers: np.ndarray
    original: Callable[[int], str]
    unreadable: list[Rejection] = field(default_factory=list)


def discover(folder: Path, tables: list[str]) -> tuple[list[SourceFile], list[str]]:
    """The landing files of a folder (``<table>.csv`` or ``<table>/*.csv``) in the contract's order, and the names of
    files that belong to no landing table."""
    files, unknown = [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        parts = path.relative_to(folder).parts
        if any(part.startswith(("_", ".")) for part in parts):
            continue
        table = parts[0] if len(parts) > 1 else path.stem
        if table in tables and len(parts) <= 2 and path.suffix in FORMATS:
            files.append(SourceFile(table, path, "/".join(parts)))
        else:
            unknown.append("/".join(parts))
    return sorted(files, key=lambda file: (tables.index(file.table), file.name)), unknown


def column_names(file: SourceFile) -> list[str]:
    """The columns a file has. Raises FileRefused where it has no readable header or names a column twice."""
    names = _COLUMNS[file.format](file)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileRefused("duplicate_column", f"{file.name}: the column {twice[0]} is there more than once", twice[0])
    return names


def read(file: SourceFile) -> Iterator[Rows]:
    """The file's rows in batches of about BATCH_ROWS, in their order."""
    return _READERS[file.format](file, column_names(file))


def _start(file: SourceFile) -> bytes:
    with file.path.open("rb") as handle:
        start = handle.read(1 << 20)
    if not start.strip():
        raise FileRefused("empty_file", f"{file.name}: the file is empty, not even a header")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start[:200]:
        raise FileRefused(
            "not_utf8", f"{file.name}: the file is not UTF-8 text (it looks like UTF-16); save it as UTF-8"
        )
    return start


# --- CSV


def _csv_columns(file: SourceFile) -> list[str]:
    start = _start(file)
    try:
        return next(
            csv.reader(io.StringIO(start.decode("utf-8-sig", errors="strict" if b"\n" not in start else "replace")))
        )
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefused("not_utf8", f"{file.name}: the header cannot be read: {error}") from error


def _csv_rows(file: SourceFile, columns: list[str]) -> Iterator[Rows]:
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
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=keep_ragged),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.binary() for name in columns}, strings_can_be_null=True, null_values=[""]
            ),
        )
        number = 1
        for raw in _regrouped(pa.Table.from_batches([batch]) for batch in reader):
            skipped, ragged[:] = list(ragged), []
            gone = {rejection.row_number for rejection in skipped}
            numbers = np.array([n for n in range(number + 1, number + 1 + len(raw) + len(gone)) if n not in gone])
            numbers = numbers[: len(raw)] if len(numbers) >= len(raw) else np.arange(number + 1, number + 1 + len(raw))
            number += len(raw) + len(gone)
            yield _decoded(raw, numbers, skipped)
        if ragged:
            yield Rows(pa.table({name: pa.array([], pa.string()) for name in columns}), np.array([], int), str, ragged)
    except pa.ArrowInvalid as error:
        raise FileRefused("unreadable", f"{file.name}: this is not readable CSV: {error}") from error


def _decoded(raw: pa.Table, numbers: np.ndarray, unreadable: list[Rejection]) -> Rows:
    """Bytes to text; a row whose bytes are not UTF-8 is set aside, the others go on."""
    try:
        text = raw.cast(pa.schema([(name, pa.string()) for name in raw.column_names]))
    except pa.ArrowInvalid:
        columns = [column.to_pylist() for column in raw.columns]
        bad: dict[int, str] = {}
        for name, values in zip(raw.column_names, columns, strict=True):
            for index, value in enumerate(values):
                if value is not None and index not in bad and not _is_utf8(value):
                    bad[index] = name
        for index, name in bad.items():
            shown = _csv_line([(values[index] or b"").decode("utf-8", "backslashreplace") for values in columns])
            unreadable.append(Rejection(int(numbers[index]), name, "not_utf8", f"{name} is not UTF-8 text", shown))
        keep = np.setdiff1d(np.arange(len(raw)), np.fromiter(bad, int))
        raw, numbers = raw.take(keep), numbers[keep]
        text = raw.cast(pa.schema([(name, pa.string()) for name in raw.column_names]))
    return Rows(
        text, numbers, lambda index: _csv_line([column[index].as_py() or "" for column in text.columns]), unreadable
    )


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv_line(values: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


# --- JSON Lines


def _jsonl_columns(file: SourceFile) -> list[str]:
    _start(file)
    names: dict[str, None] = {}
    for _, line in _lines(file):
        names.update(dict.fromkeys(_json_object(line) or ()))
    return list(names)


def _lines(file: SourceFile) -> Iterator[tuple[int, bytes]]:
    with file.path.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _json_object(line: bytes) -> dict | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _jsonl_rows(file: SourceFile, columns: list[str]) -> Iterator[Rows]:
    taken: list[tuple[int, bytes, dict]] = []
    unreadable: list[Rejection] = []
    for number, line in _lines(file):
        row = _json_object(line)
        if row is None:
            shown = line.decode("utf-8", "backslashreplace").rstrip("\r\n")
            unreadable.append(Rejection(number, None, "not_json", "the line is not a JSON object", shown))
        else:
            taken.append((number, line, row))
        if len(taken) == BATCH_ROWS:
            yield _json_batch(columns, taken, unreadable)
            taken, unreadable = [], []
    if taken or unreadable:
        yield _json_batch(columns, taken, unreadable)


def _json_batch(columns: list[str], taken: list[tuple[int, bytes, dict]], unreadable: list[Rejection]) -> Rows:
    text = pa.table({name: pa.array([as_text(row.get(name)) for *_, row in taken], pa.string()) for name in columns})
    numbers = np.array([number for number, *_ in taken], int)
    return Rows(
        text, numbers, lambda index: taken[index][1].decode("utf-8", "backslashreplace").rstrip("\r\n"), unreadable
    )


def as_text(value: object) -> str | None:
    """A JSON value as the text the contract expects: a list of texts joined by ``;``, anything nested as JSON.

    >>> [as_text(value) for value in ("a", "", 1.5, True, ["a1", "a2"], {"k": 1}, None)]
    ['a', None, '1.5', 'true', 'a1;a2', '{"k": 1}', None]
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(value) or None
    return json.dumps(value, ensure_ascii=False, default=str)


# --- Parquet


def _parquet_columns(file: SourceFile) -> list[str]:
    import pyarrow.parquet as pq

    if file.path.stat().st_size == 0:
        raise FileRefused("empty_file", f"{file.name}: the file is empty")
    try:
        return pq.read_schema(file.path).names
    except (pa.ArrowInvalid, OSError) as error:
        raise FileRefused("unreadable", f"{file.name}: this is not readable Parquet: {error}") from error


def _parquet_rows(file: SourceFile, columns: list[str]) -> Iterator[Rows]:
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(file.path) as source:
            for batch in source.iter_batches(BATCH_ROWS):
                text = pa.table({name: _column_text(batch.column(name)) for name in columns})
                numbers = np.arange(number + 1, number + 1 + len(text))
                number += len(text)
                yield Rows(
                    text,
                    numbers,
                    lambda index, text=text: json.dumps(text.slice(index, 1).to_pylist()[0], ensure_ascii=False),
                )
    except (pa.ArrowInvalid, OSError) as error:
        raise FileRefused("unreadable", f"{file.name}: this is not readable Parquet: {error}") from error


def _column_text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type):
        return pa.array([as_text(value) for value in column.to_pylist()], pa.string())
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


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


_COLUMNS = {"csv": _csv_columns, "jsonl": _jsonl_columns, "parquet": _parquet_columns}
_READERS = {"csv": _csv_rows, "jsonl": _jsonl_rows, "parquet": _parquet_rows}
