"""The files of a landing table, read and written anew in their own format."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

STATE = "_state"


def table_files(landing_path: Path, table: str) -> list[Path]:
    # rows that wait for their ticket are rows of the table too
    """The landing files of a table, in every format."""
    folders = [folder for folder in (landing_path / table, landing_path / "_waiting" / table) if folder.is_dir()]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in FORMATS)


def rows_of(landing_path: Path, table: str, columns: Collection[str] | None = None) -> Iterator[dict]:
    """Every row of a table's files; with ``columns``, of these alone."""
    for path in table_files(landing_path, table):
        if path.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            file = pq.ParquetFile(path)
            wanted = [name for name in file.schema_arrow.names if columns is None or name in columns]
            for batch in file.iter_batches(columns=wanted):
                yield from batch.to_pylist()
        else:
            yield from FORMATS[path.suffix.lower()][0](path)


def rewrite_file(path: Path, change: Callable[[dict], dict | None]) -> int:
    """Rewrite one file where ``change`` changes a row; the number of rows changed. One file is replaced as a whole."""
    read, write = FORMATS[path.suffix.lower()]
    rows, changed = [], 0
    for row in read(path):
        new = change(row)
        changed += new is not row
        if new is not None:
            rows.append(new)
    if changed:
        write(path, rows)
    return changed


def read_parquet(path: Path) -> Iterator[dict]:
    """The rows of one Parquet file."""
    import pyarrow.parquet as pq

    yield from pq.read_table(path).to_pylist()


def _write_parquet(path: Path, rows: list[dict]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), sink, compression="zstd")
    write_whole(path, sink.getvalue())


def _delimiter(path: Path) -> str:
    """A spreadsheet program saves with the sign of its country."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
    return max(",;\t", key=header.count)


def read_csv(path: Path) -> Iterator[dict]:
    """The rows of one CSV, by whatever separates its columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=_delimiter(path))


def write_csv(path: Path, rows: list[dict]) -> None:
    """The rows as CSV, separated as the file was."""
    delimiter = _delimiter(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file, delimiter=delimiter), [])
    sink = io.StringIO()
    writer = csv.DictWriter(sink, columns, extrasaction="ignore", lineterminator="\n", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, sink.getvalue().encode())


def _read_jsonl(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _write_jsonl(path: Path, rows: list[dict]) -> None:
    write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())


FORMATS = {
    ".parquet": (read_parquet, _write_parquet),
    ".csv": (read_csv, write_csv),
    ".jsonl": (_read_jsonl, _write_jsonl),
}


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file's content in one step: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    temporary.write_bytes(content)
    os.replace(temporary, path)
