"""What every reader of landing files gives: batches of text, rows that could not be read, a file that was refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

BATCH_ROWS = 100_000


class FileRefused(Exception):
    """No row of the file can be landed; the message names the file and says why. ``reason`` is a short key."""

    def __init__(self, reason: str, message: str, column: str | None = None):
        super().__init__(message)
        self.reason, self.column = reason, column


@dataclass(frozen=True)
class Rejection:
    """One row that was not accepted."""

    row_number: int
    column: str | None
    reason: str
    explanation: str
    original_text: str
    key_hash: int | None = None
    word: str | None = None  # the word that is on no list, where that is the reason


@dataclass
class Rows:
    """A batch: text columns, each row's number, how to quote a row, and the rows that could not even be read."""

    text: pa.Table
    numbers: np.ndarray
    original: Callable[[int], str]
    unreadable: list[Rejection] = field(default_factory=list)


def csv_line(values: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()
