"""Contract-shaped files as batches of text: CSV, JSON Lines, Parquet and Excel, with row numbers and the original text kept.

A row is counted as a spreadsheet counts it: the header of a CSV file is row 1. Nothing is typed here; every value
arrives as text, an empty one as null, so that the gate can quote what it refuses.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import difflib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.landing import csv_records, workbooks
from agent_scorecard.landing.repairs import column_label
from agent_scorecard.landing.rows import BATCH_ROWS, FileRefused, Rejection, Rows, csv_line

FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "xlsx"}
TEXTS = ("csv", "jsonl")
COMPRESSIONS = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}
# what lies next to data and is none
DOCUMENTS = (".md", ".tmp")
REMEDIES = {
    **dict.fromkeys(
        (".xls", ".xlsm", ".xlsb"), "save each sheet as its own file with Excel's type 'CSV UTF-8 (comma delimited)'"
    ),
    ".ods": "save each sheet as its own file as Text CSV in UTF-8",
    ".json": "write one JSON object a line and name it .jsonl (jq -c '.[]' does that to a list)",
    ".zip": "unpack it",
    ".tar": "unpack it",
    ".7z": "unpack it",
    ".tsv": "name it .csv; tabs are understood",
    ".txt": "name it .csv if it is one",
}
BLOCK_BYTES = 16 << 20


@dataclass(frozen=True)
class SourceFile:
    """One file that holds rows of one landing table; ``name`` is how messages call it."""

    table: str
    path: Path
    name: str

    @property
    def format(self) -> str:
        return FORMATS[_suffixes(self.path)[0]]


def _suffixes(path: Path) -> tuple[str, str]:
    """(format's ending, compression's ending or nothing), in small letters."""
    *_, before, last = ("", "", *(suffix.lower() for suffix in path.suffixes))
    return (before, last) if last in COMPRESSIONS else (last, "")


def discover(folder: Path, tables: Sequence[str]) -> tuple[list[SourceFile], list[tuple[str, str]]]:
    """The landing files of a folder in the contract's order, and (name, why not) of those that cannot be one.

    A file's table is the folder it lies in at any depth (``tickets/2025/a.csv``), else its own name (``2025/tickets.csv``).
    Names that begin with ``_`` or ``.`` are left alone, and so is Excel's mark of an open workbook (``~$``).
    """
    files, unknown = [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        parts = path.relative_to(folder).parts
        ending = _suffixes(path)[0]
        if any(part.startswith(("_", ".", "~$")) for part in parts) or path.suffix.lower() in DOCUMENTS:
            continue
        name, stem = "/".join(parts), parts[-1].split(".")[0].lower()
        table = next((part.lower() for part in parts[:-1] if part.lower() in tables), stem)
        if ending not in FORMATS:
            remedy = REMEDIES.get(
                path.suffix.lower(), "a landing table is CSV, JSON Lines, Parquet or one sheet of Excel (.xlsx)"
            )
            unknown.append((name, f"it cannot be read; {remedy}, or begin its name with _ where it holds no rows"))
        elif table in tables:
            files.append(SourceFile(table, path, name))
        else:
            unknown.append((name, f"names no landing table; {_near(stem, tables)}"))
    return sorted(files, key=lambda file: (tables.index(file.table), file.name)), unknown


def left_alone(folder: Path) -> list[str]:
    """The names that files of a folder would have without the ``_`` that leaves them alone."""
    found = (path.relative_to(folder) for path in folder.rglob("_*") if path.is_file())
    return [path.with_name(path.name[1:]).as_posix() for path in found if path.name[1:]]


def _near(stem: str, tables: Sequence[str]) -> str:
    if inside := next((table for table in tables if stem.startswith(table)), None):
        return f"if its rows are {inside}, put it in a folder named {inside}"
    if close := difflib.get_close_matches(stem, tables, 1, 0.7):
        return f"did you mean {close[0]}?"
    return "they are " + ", ".join(tables)


@contextlib.contextmanager
def opened(file: SourceFile, encoding: str | None = None) -> Iterator[SourceFile]:
    """The file as one that can be read: unpacked, and in UTF-8 where its first bytes say what else it is.

    ``encoding`` is for what is not UTF-8: a folder often holds both. Raises FileRefused where it cannot be unpacked or is
    not in that encoding.
    """
    ending, compression = _suffixes(file.path)
    is_text = FORMATS[ending] in TEXTS
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"plain{ending}"
        if compression:
            try:
                packed = pa.input_stream(str(file.path), compression=COMPRESSIONS[compression])
                with packed as source, plain.open("wb") as target:
                    while part := source.read(1 << 24):
                        target.write(part)
            except (OSError, pa.ArrowException) as error:
                raise FileRefused("unreadable", f"{file.name}: it cannot be unpacked: {error}") from error
            file = replace(file, path=plain)
        if is_text:
            with file.path.open("rb") as handle:
                marks_utf16 = handle.read(2) in (b"\xff\xfe", b"\xfe\xff")
            if marks_utf16 or (encoding and not _is_utf8_throughout(file.path)):
                decoded = Path(folder) / f"decoded{ending}"
                _transcode(file, "utf-16" if marks_utf16 else str(encoding), decoded)
                file = replace(file, path=decoded)
        yield file


def _is_utf8_throughout(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as handle:
            while part := handle.read(1 << 22):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _transcode(file: SourceFile, encoding: str, to: Path) -> None:
    try:
        with (
            file.path.open(encoding=encoding, newline="") as source,
            to.open("w", encoding="utf-8", newline="") as target,
        ):
            while part := source.read(1 << 22):
                target.write(part)
    except UnicodeError as error:
        told = f"{error.reason} at byte {error.start}" if isinstance(error, UnicodeDecodeError) else str(error)
        raise FileRefused("not_utf8", f"{file.name}: this is not {encoding}: {told}") from error


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


def _start(file: SourceFile) -> bytes:
    with file.path.open("rb") as handle:
        start = handle.read(1 << 20)
    if not start.strip():
        raise FileRefused("empty_file", f"{file.name}: the file is empty, not even a header")
    pairs = np.frombuffer(start[: len(start) // 2 * 2], np.uint8).reshape(-1, 2) == 0
    # half of the bytes of Latin text in UTF-16 are NUL; a stray NUL is no reason to think so
    if pairs.mean(0).max(initial=0) > 0.4:
        raise FileRefused(
            "not_utf8", f"{file.name}: the file is not UTF-8 text (it looks like UTF-16); save it as UTF-8"
        )
    return start


# --- CSV


def _csv_header(file: SourceFile) -> tuple[list[str], str]:
    """(names, delimiter). A column without a name gets one by its place."""
    start = _start(file).decode("utf-8-sig", errors="replace")
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
            yield _decoded(raw, _at(known, places), skipped)
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


NOT_UTF8 = "is not UTF-8 text; save the file as UTF-8 (Excel: 'CSV UTF-8'), or land it with --encoding cp1252"


def _decoded(
    raw: pa.Table, numbers: np.ndarray, unreadable: list[Rejection], quote: Callable[[dict], str] | None = None
) -> Rows:
    """Bytes to text; a row whose bytes are not UTF-8 is set aside, the others go on."""
    quote = quote or (lambda values: csv_line([value or "" for value in values.values()]))
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
            values = ((each[index] or b"").decode("utf-8", "backslashreplace") for each in columns)
            shown = quote(dict(zip(raw.column_names, values, strict=True)))
            unreadable.append(Rejection(int(numbers[index]), name, "not_utf8", f"{name} {NOT_UTF8}", shown))
        keep = np.setdiff1d(np.arange(len(raw)), np.fromiter(bad, int))
        raw, numbers = raw.take(keep), numbers[keep]
        text = raw.cast(pa.schema([(name, pa.string()) for name in raw.column_names]))
    return Rows(text, numbers, lambda index: quote(text.slice(index, 1).to_pylist()[0]), unreadable)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
        # NaN is what programs write for nothing
        value = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return {_whole(name): each for name, each in value.items()} if isinstance(value, dict) else None


def _whole(text: str) -> str:
    """Text that UTF-8 can write: half an emoji becomes the sign for what cannot be shown."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


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
        return _whole(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _whole(";".join(value)) or None
    return _whole(json.dumps(value, ensure_ascii=False, default=str))


# --- Parquet


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
                yield _decoded(raw, numbers, [], lambda values: json.dumps(values, ensure_ascii=False))
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


_COLUMNS = {"csv": _csv_columns, "jsonl": _jsonl_columns, "parquet": _parquet_columns, "xlsx": workbooks.columns}
_READERS = {"csv": _csv_rows, "jsonl": _jsonl_rows, "parquet": _parquet_rows, "xlsx": workbooks.read}
