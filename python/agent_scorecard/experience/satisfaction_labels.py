"""Labelled messages to learn from: a team's own file, or the satisfaction that its customers gave."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from pathlib import Path

UNHAPPY = frozenset({"negative", "unhappy", "dissatisfied", "frustrated", "angry"})
OTHER = frozenset({"neutral", "positive", "happy", "satisfied", "mixed"})


@dataclass(frozen=True)
class Labels:
    """n texts, whether their writer was unhappy, and who wrote them."""

    texts: pa.Array
    is_unhappy: np.ndarray
    customers: np.ndarray
    source: str


def labels_of_file(path: Path) -> Labels:
    """Read a CSV with the columns ``text``, ``label`` and, where known, ``customer_id``.

    A label is a word (negative, neutral, positive, ...) or a number, of which those below zero are unhappy.

    Raises:
        ValueError: a column is missing, or a label is not understood; it names file, row and column.
    """
    texts, unhappy, customers = [], [], []
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        missing = {"text", "label"} - set(rows.fieldnames or ())
        if missing:
            raise ValueError(
                f"{path}: no column {', '.join(sorted(missing))}; it has {', '.join(rows.fieldnames or ())}"
            )
        for number, row in enumerate(rows, start=2):
            unhappy.append(_is_unhappy(row["label"], f"{path}, row {number}, column label"))
            texts.append(row["text"] or "")
            # without a customer every row is one of its own
            customers.append(row.get("customer_id") or f"row {number}")
    return Labels(pa.array(texts, pa.string()), np.array(unhappy, bool), np.array(customers, object), str(path))


def _is_unhappy(label: str | None, where: str) -> bool:
    word = (label or "").strip().lower()
    if word in UNHAPPY or word in OTHER:
        return word in UNHAPPY
    try:
        return float(word) < 0
    except ValueError:
        known = ", ".join(sorted(UNHAPPY | OTHER))
        raise ValueError(f"{where}: {label!r} is no label; write a number or one of {known}") from None
