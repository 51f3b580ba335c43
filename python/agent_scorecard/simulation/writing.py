"""Rows to files: Parquet or CSV parts under a landing folder, and the sample's seeds."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def write_part(table: pa.Table, folder: Path, part: int, file_format: str) -> Path:
    """One part of a table; the same rows always give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"part-{part:04d}.{file_format}"
    if file_format == "parquet":
        pq.write_table(table, path, compression="zstd")
    else:
        write_csv(table, path)
    return path


def write_csv(table: pa.Table, path: Path) -> None:
    """Plain CSV: times as `2025-01-06 09:00:00`, decimals without idle zeros, nothing for null."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=50_000):
            writer.writerows(zip(*(_as_text(column) for column in batch.columns), strict=True))


def _as_text(column: pa.Array) -> list[str]:
    if pa.types.is_timestamp(column.type):
        column = pc.utf8_slice_codeunits(column.cast(pa.string()), 0, 19)
    elif pa.types.is_decimal(column.type):
        text = column.cast(pa.string())
        trimmed = pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1")
        column = pc.replace_substring_regex(trimmed, r"\.$", "")
    elif pa.types.is_floating(column.type):
        column = pc.round(column, 6)
    return column.cast(pa.string()).fill_null("").to_pylist()
