"""From the review queue to a sheet per reviewer, and the draws that say with what probability each episode was taken.

Text leaves only as `stg_messages_redacted` has it; nothing else in the sheet was written by a customer or an agent.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from agent_scorecard.review.draw import assign
from agent_scorecard.review.sheet import COLUMNS, row_code
from agent_scorecard.serving.reader import Reader, reading

# A spreadsheet field holds 32,767 characters; the whole conversation is in a sheet of its own besides.
CELL = 30_000
SPEAKERS = {"customer": "CUSTOMER", "ai": "AI", "human": "SUPPORT", "system": "SYSTEM"}


@dataclass(frozen=True)
class Waiting:
    """An episode of the queue, and its conversation as lines (when, who, what)."""

    episode_id: str
    source_system: str
    category: str
    language: str
    started_at: datetime
    tier: str
    inclusion_probability: float
    salt: str
    lines: tuple[tuple[str, str, str], ...] = ()


def read_queue(database: Path, already_drawn: set[str], limit: int | None, category: str | None) -> list[Waiting]:
    """The first ``limit`` episodes of the queue in its fair order, with their redacted conversations.

    Raises NothingToRead without a database, and where another process holds it.
    """
    with reading(database) as file:
        rows = file.ask(
            """
            select episode_id, source_system, category, language, started_at, tier, inclusion_probability, salt
            from marts.review_queue
            where $category is null or category = $category
            order by queue_position
            """,
            {"category": category},
        ).fetchall()
        waiting = [Waiting(*row) for row in rows if row[0] not in already_drawn][:limit]
        lines = _conversations(file, [one.episode_id for one in waiting])
    return [replace(one, lines=tuple(lines.get(one.episode_id, ()))) for one in waiting]


def read_drawn(database: Path, draws: Sequence[dict]) -> list[Waiting]:
    """Episodes that were drawn before, with their redacted conversations; those that the build no longer knows are left out."""
    with reading(database) as file:
        rows = file.ask(
            "select episode_id, source_system, category, language, started_at from marts.episodes "
            "where list_contains($ids, episode_id)",
            {"ids": [draw["episode_id"] for draw in draws]},
        ).fetchall()
        about = {row[0]: row for row in rows}
        lines = _conversations(file, list(about))
    return [
        replace(
            Waiting(*about[e], *(draw[name] for name in ("tier", "inclusion_probability", "salt"))),
            lines=tuple(lines.get(e, ())),
        )
        for draw in draws
        if (e := draw["episode_id"]) in about
    ]


def _conversations(file: Reader, episode_ids: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    rows = file.ask(
        """
        select
            timeline.episode_id,
            case when episodes.is_timed then strftime(timeline.occurred_at, '%Y-%m-%d %H:%M') else '' end as said_at,
            timeline.kind,
            timeline.author_type,
            timeline.is_public,
            timeline.event_type,
            timeline.to_value,
            timeline.reason,
            redacted.body
        from intermediate.int_timeline_numbered as timeline
        inner join marts.episodes as episodes on timeline.episode_id = episodes.episode_id
        left join staging.stg_messages_redacted as redacted
            on timeline.kind = 'message' and timeline.row_id = redacted.message_id
        where list_contains($ids, timeline.episode_id)
            and (
                timeline.kind = 'message'
                or timeline.event_type in ('escalated', 'escalation_requested', 'status_changed', 'reopened')
            )
        order by timeline.episode_id, timeline.position
        """,
        {"ids": list(episode_ids)},
    ).fetchall()
    lines: dict[str, list[tuple[str, str, str]]] = {}
    for episode_id, said_at, kind, author, is_public, event, to_value, reason, body in rows:
        if kind == "message":
            who = SPEAKERS.get(author, str(author).upper()) + ("" if is_public else " (internal note)")
            what = body if body else "[no text]"
        else:
            who = "—"
            what = " ".join(
                part for part in (event.replace("_", " "), to_value, f"({reason})" if reason else "") if part
            )
        lines.setdefault(episode_id, []).append((said_at, who, _printable(what)))
    return lines


def queue_name(waiting: Sequence[Waiting], at: datetime) -> str:
    """Names one export: the day, and six hex digits of what is in it."""
    digest = sha256("\n".join(sorted(episode.episode_id for episode in waiting)).encode()).hexdigest()
    return f"queue-{at:%Y%m%d}-{digest[:6]}"


def sheets(
    waiting: Sequence[Waiting], reviewers: Sequence[str], overlap: float, queue_id: str, key: str
) -> dict[str, list[dict]]:
    """One list of rows per reviewer: every column of the sheet, those to fill being empty; ``key`` signs the rows."""
    by_id = {episode.episode_id: episode for episode in waiting}
    assigned = assign(list(by_id), reviewers, overlap, queue_id)
    return {
        reviewer: [_row(by_id[episode_id], reviewer, queue_id, key) for episode_id in episode_ids]
        for reviewer, episode_ids in assigned.items()
    }


def _row(episode: Waiting, reviewer: str, queue_id: str, key: str) -> dict:
    given = {
        "episode_id": episode.episode_id,
        "category": episode.category,
        "language": episode.language or "",
        "started_at": f"{episode.started_at:%Y-%m-%d %H:%M}",
        "transcript": transcript(episode.lines),
        "reviewer_id": reviewer,
        "queue_id": queue_id,
        "source_system": episode.source_system,
        "row_code": row_code(key, episode.episode_id, episode.source_system, reviewer, queue_id),
    }
    return {column.key: given.get(column.key, "") for column in COLUMNS}


def transcript(lines: Sequence[tuple[str, str, str]]) -> str:
    """The conversation as one text, cut in the middle where no group could hold it."""
    text = "\n".join(" ".join(part for part in (said_at, f"{who}:", what) if part) for said_at, who, what in lines)
    if len(text) <= CELL:
        return text
    cut = f"\n\n[... {len(text) - CELL} characters more: see the sheet Transcripts ...]\n\n"
    return text[: CELL // 2] + cut + text[-CELL // 2 :]


def write_csv(path: Path, rows: Sequence[dict]) -> None:
    """The sheet as CSV, with the byte order mark that spreadsheets want and no text that they would run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.title for column in COLUMNS])
        writer.writerows([_harmless(row[column.key]) for column in COLUMNS] for row in rows)


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and halves of a character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _printable(text: str) -> str:
    """Without the characters that a workbook cannot hold.

    >>> _printable("a\\x07b\\uffff")
    'ab'
    """
    return _UNPRINTABLE.sub("", text)
