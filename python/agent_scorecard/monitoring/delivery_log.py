"""What was sent to whom, and what people said of an alert: rows of the landing table alert_log."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

ACTOR = "agent-scorecard notify"
# Deliveries are distinguished per endpoint, so that one that is down is tried again and the others are left in peace.
NOTE = "endpoint "


@dataclass(frozen=True)
class Endpoint:
    """Somewhere to send to. Its URL holds secrets: only ``name`` is ever printed or written."""

    url: str

    @property
    def name(self) -> str:
        scheme = self.url.split("://", 1)[0]
        return f"{scheme}-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}"


def keep_names(folder: Path) -> None:
    """A renamed file survives a power failure only once its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def deliveries(log: Path) -> dict[str, set[str | None]]:
    """By alert: the endpoints that had it; None where somebody noted it otherwise. Read from every file of the log."""
    import duckdb

    found: dict[str, set[str | None]] = {}
    readers = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}
    for path in sorted(log.glob("*")) if log.is_dir() else []:
        reader = readers.get(path.suffix.lstrip("."))
        if reader is None:
            continue
        relation = duckdb.sql(f"select * from {reader}('{str(path).replace(chr(39), chr(39) * 2)}')")
        note = "note" if "note" in relation.columns else "null"
        for alert_id, text in relation.project(f"alert_id, cast({note} as varchar)").fetchall():
            is_ours = text is not None and text.startswith(NOTE)
            found.setdefault(str(alert_id), set()).add(text.removeprefix(NOTE) if is_ours else None)
    return found


def note_sent(log: Path, alert_id: str, endpoint: Endpoint, at: datetime) -> Path:
    """One row `sent` as a Parquet file of its own, renamed into place, so that a crash leaves it whole or absent."""
    return _write_action(
        log / f"sent-{alert_id}-{endpoint.name}.parquet", alert_id, "sent", ACTOR, f"{NOTE}{endpoint.name}", at
    )


def log_action(log: Path, alert_id: str, action: str, actor: str, note: str | None, at: datetime) -> Path:
    """What a person did about an alert, as a row of alert_log in a file of its own."""
    return _write_action(log / f"{action}-{alert_id}-{at:%Y%m%dT%H%M%S}.parquet", alert_id, action, actor, note, at)


def _write_action(path: Path, alert_id: str, action: str, actor: str, note: str | None, at: datetime) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = {"alert_id": alert_id, "at": at, "action": action, "actor": actor, "note": note, "_loaded_at": at}
    moment = ("at", "_loaded_at")
    schema = pa.schema([(name, pa.timestamp("us") if name in moment else pa.string()) for name in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        pq.write_table(pa.Table.from_pylist([row], schema=schema), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    keep_names(path.parent)
    return path
