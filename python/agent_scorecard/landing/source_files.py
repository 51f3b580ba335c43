"""The files of a landing folder: which are of a table, in what format and compression, and opened as text."""

from __future__ import annotations

import codecs
import contextlib
import difflib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from agent_scorecard.landing.rows import FileRefused

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


@dataclass(frozen=True)
class SourceFile:
    """One file that holds rows of one landing table; ``name`` is how messages call it."""

    table: str
    path: Path
    name: str

    @property
    def format(self) -> str:
        return FORMATS[suffixes_of(self.path)[0]]


def suffixes_of(path: Path) -> tuple[str, str]:
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
        ending = suffixes_of(path)[0]
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
    ending, compression = suffixes_of(file.path)
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
