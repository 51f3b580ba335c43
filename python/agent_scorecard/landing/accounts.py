"""What became of one landed file, as the account of it that stays next to the rows."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass
class Account:
    """What became of one file: ``rows_read = rows_accepted + rows_rejected``. Copies are accepted, stored once."""

    table_name: str
    source_file: str
    source_hash: str
    landed_at: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    rows_released: int = 0
    unknown_columns: str = ""
    refusal: str | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    is_changed: bool = False
    examples: list[str] = field(default_factory=list)

    def stored(self) -> dict:
        return {key: value for key, value in asdict(self).items() if key not in ("is_changed", "examples")}


def write_text(path: Path, text: str) -> None:
    """Write a text in one step, with a line end: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".json.tmp")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)


def hash_of_file(path: Path, key: bytes) -> str:
    """What a file holds, as 16 digits; without the key nobody can try a file of one row."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, lambda: hmac.new(key, digestmod="sha256")).hexdigest()[:16]


def moment_text(moment: datetime) -> str:
    """A moment to the second, as the accounts say it."""
    return moment.isoformat(sep=" ", timespec="seconds")


def note_unread(root: Path, account: Account) -> None:
    """Keep the account of a file that was not read."""
    report = root / "_landings" / "unknown" / f"{account.source_hash}.json"
    if not report.exists():
        write_text(report, json.dumps(account.stored(), indent=2, ensure_ascii=False))
