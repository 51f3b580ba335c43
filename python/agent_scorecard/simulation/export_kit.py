"""What the exports of a simulated history share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime


def tags_of(row: Mapping) -> list[str]:
    """The columns that a source knows only as tags."""
    named = {"cat": "category", "area": "product_area", "lang": "language", "brand": "brand"}
    return [f"{tag}_{row[column]}" for tag, column in named.items() if row[column]]


def epoch(moment: datetime | None) -> int | None:
    """Unix seconds of a naive UTC time."""
    return int(moment.replace(tzinfo=UTC).timestamp()) if moment else None


Rows = Mapping[str, Sequence[Mapping]]


def iso(moment: datetime | None) -> str | None:
    """A naive UTC time as ISO 8601, null for null."""
    return moment.isoformat(timespec="seconds") + "Z" if moment else None
