"""The landing rows of review: draws when a queue is exported, reviews when a sheet comes back.

One file per export and per reviewer's sheet, replaced as a whole and never half written, so that importing a sheet
twice changes nothing and importing a corrected one changes exactly what was corrected.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from agent_scorecard.contract import Table, landing_tables
from agent_scorecard.landing.casting import arrow_type
from agent_scorecard.review.export import Waiting
from agent_scorecard.review.sheet import ticket_of
from agent_scorecard.review.sheet_reading import Outcome


@dataclass(frozen=True)
class LandedRecords:
    """How many of a sheet's reviews were new, changed, or there already."""

    new: int
    changed: int
    unchanged: int


@contextlib.contextmanager
def one_at_a_time(landing_path: Path) -> Iterator[None]:
    """An export or import waits for one that is already running: two at once would each write what the other lost.

    The lock falls with the process that holds it.
    """
    folder = landing_path / "_state"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "review.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def signing_key(landing_path: Path) -> str:
    """The key that signs exported rows: ``SCORECARD_REVIEW_KEY``, else one of this landing, drawn at its first export.

    It lies in ``<landing>/_state/review.key``, readable by its owner alone. Call it under ``one_at_a_time``.
    """
    if given := os.environ.get("SCORECARD_REVIEW_KEY"):
        return given
    path = landing_path / "_state" / "review.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def drawn_so_far(landing_path: Path) -> dict[tuple[str, str], float]:
    """{(queue_id, episode_id): inclusion probability} of every draw landed as a file."""
    draws: dict[tuple[str, str], float] = {}
    for file in sorted((landing_path / "review_draws").glob("*.parquet")):
        for row in pq.read_table(file, columns=["queue_id", "episode_id", "inclusion_probability"]).to_pylist():
            draws[row["queue_id"] or "", row["episode_id"]] = row["inclusion_probability"]
    return draws


def land_draws(landing_path: Path, waiting: Sequence[Waiting], queue_id: str, at: datetime) -> Path:
    """Writes one `review_draws` row per exported episode."""
    rows = [
        {
            "episode_id": episode.episode_id,
            "drawn_at": at,
            "tier": episode.tier,
            "inclusion_probability": episode.inclusion_probability,
            "salt": episode.salt,
            "queue_id": queue_id,
            "_loaded_at": at,
        }
        for episode in waiting
    ]
    path = landing_path / "review_draws" / f"{queue_id}.parquet"
    write_rows(path, rows, landing_tables()["review_draws"])
    return path


def land_reviews(landing_path: Path, outcome: Outcome, at: datetime) -> LandedRecords:
    """Adds a sheet's reviews to what its reviewer's sheets of the same export brought before."""
    table = landing_tables()["reviews"]
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    sheets: dict[tuple[str, str], list[dict]] = {}
    for review in outcome.reviews:
        sheets.setdefault((review["queue_id"], review["reviewer_id"]), []).append(review)
    for (queue_id, reviewer_id), reviews in sheets.items():
        path = landing_path / "reviews" / f"{sheet_name(queue_id, reviewer_id)}.parquet"
        known = {row["review_id"]: row for row in pq.read_table(path).to_pylist()} if path.exists() else {}
        before = dict(known)
        for review in reviews:
            row = _landing_row(review, table, at)
            old = known.get(row["review_id"])
            is_same = old is not None and all(
                old[key] == row[key] for key in row if key not in ("reviewed_at", "_loaded_at")
            )
            counts["unchanged" if is_same else "changed" if old else "new"] += 1
            if not is_same:
                known[row["review_id"]] = row
        if known != before:
            write_rows(path, [known[key] for key in sorted(known)], table)
    return LandedRecords(**counts)


def reviews_of(landing_path: Path, queue_id: str, reviewer_id: str) -> list[dict]:
    """The landed reviews of one reviewer in one queue."""
    path = landing_path / "reviews" / f"{sheet_name(queue_id, reviewer_id)}.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def withdraw(landing_path: Path, queue_id: str, reviewer_id: str, review_id: str) -> None:
    """Take one review out of its file, as if it had not been given."""
    path = landing_path / "reviews" / f"{sheet_name(queue_id, reviewer_id)}.parquet"
    rows = [row for row in reviews_of(landing_path, queue_id, reviewer_id) if row["review_id"] != review_id]
    write_rows(path, rows, landing_tables()["reviews"])


def draws_of(landing_path: Path, queue_id: str) -> list[dict]:
    """The landed draws of one queue, in the order that they were drawn in."""
    path = landing_path / "review_draws" / f"{queue_id}.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def sheet_name(queue_id: str, reviewer_id: str) -> str:
    """A file name for one reviewer's sheet; a mark of the id where its letters do not all fit one.

    >>> sheet_name("queue-1", "ann")
    'queue-1-ann'
    """
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", reviewer_id)
    mark = "" if plain == reviewer_id else f"-{sha256(reviewer_id.encode()).hexdigest()[:6]}"
    return f"{queue_id}-{plain}{mark}"


def _landing_row(review: dict, table: Table, at: datetime) -> dict:
    ticket_id, episode_number = ticket_of(review["episode_id"], review["source_system"])
    identity = "\x1f".join((review["queue_id"], review["episode_id"], review["reviewer_id"]))
    row = {
        **review,
        "review_id": f"review-{sha256(identity.encode()).hexdigest()[:16]}",
        "ticket_id": ticket_id,
        "episode_number": episode_number,
        "reviewed_at": at,
    }
    return {column.name: row.get(column.name) for column in table.columns} | {"_loaded_at": at}


def write_rows(path: Path, rows: list[dict], table: Table) -> None:
    """One landing file of ``table``, replaced as a whole."""
    schema = pa.schema(
        [*((column.name, arrow_type(column.data_type)) for column in table.columns), ("_loaded_at", pa.timestamp("us"))]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # a name of its own: two processes never write into one temporary file
    temporary = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}.tmp")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), temporary, compression="zstd")
    os.replace(temporary, path)
