"""The secrets that draw episodes for review: one per week, made after the week is over.

A person who knows the salt and the ids knows who will be reviewed, and an agent (or its maker) that knows it can be careful
there and nowhere else. So the salt of a week is random, is made when nothing in that week can change any more, and lands
with the draw, where an auditor can draw again (permanent random numbers, Ohlsson 1995).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from agent_scorecard.contract import landing_tables
from agent_scorecard.review.records import write_rows


def salts_of(landing_path: Path) -> dict[date, str]:
    """{Monday of the week in which episodes became reviewable: its salt}, as landed."""
    files = sorted((landing_path / "review_salts").glob("*.parquet"))
    rows = (row for file in files for row in pq.read_table(file).to_pylist())
    return {row["period_start"]: row["salt"] for row in rows}


def draw_salts(landing_path: Path, now: datetime) -> list[date]:
    """Land a new salt for every week that is over at ``now`` (UTC) and has none; the weeks, oldest first.

    Weeks that were drawn before secrets were kept go on with the salt they were drawn with: a second draw of the same
    episodes would be another sample. Call it under ``records.one_at_a_time``.
    """
    known = salts_of(landing_path)
    before = _earlier_draw(landing_path)
    due = [week for week in _weeks(landing_path, now) if week not in known]
    rows = [
        {
            "period_start": week,
            "salt": before[0] if before and week <= before[1] else secrets.token_hex(16),
            "drawn_at": now,
            "_loaded_at": now,
        }
        for week in due
    ]
    if rows:
        name = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.parquet"
        write_rows(landing_path / "review_salts" / name, rows, landing_tables()["review_salts"])
    return due


def _weeks(landing_path: Path, now: datetime) -> Iterator[date]:
    """Mondays from the first ticket's week to the last week that is over."""
    first = _first_ticket(landing_path)
    if first is None:
        return
    week = first.date() - timedelta(days=first.weekday())
    while datetime.combine(week, datetime.min.time()) + timedelta(days=7) <= now:
        yield week
        week += timedelta(days=7)


def _first_ticket(landing_path: Path) -> datetime | None:
    import duckdb

    files = [str(path) for path in sorted((landing_path / "tickets").glob("*.parquet"))]
    if not files:
        return None
    with duckdb.connect() as connection:
        asked = "select min(created_at) from read_parquet($files, union_by_name = true)"
        ((first,),) = connection.execute(asked, {"files": files}).fetchall()
        return first


def _earlier_draw(landing_path: Path) -> tuple[str, date] | None:
    """(salt, Monday of its newest draw) of draws made before weeks had salts of their own."""
    own = set(salts_of(landing_path).values())
    files = sorted((landing_path / "review_draws").glob("*.parquet"))
    rows = [row for file in files for row in pq.read_table(file, columns=["salt", "drawn_at"]).to_pylist()]
    rows = [(row["drawn_at"], row["salt"]) for row in rows if row["salt"] not in own]
    if not rows or own:
        return None
    newest, salt = max(rows)
    return salt, newest.date() - timedelta(days=newest.weekday())
