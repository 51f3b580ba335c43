"""The reviewer's sheet: its columns, which of them are the reviewer's to fill, and the code that tells an edited id."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

SHEET = "Reviews"
TRANSCRIPTS = "Transcripts"
INSTRUCTIONS = "Instructions"

VERDICTS = ("correct", "partial", "incorrect", "cannot_tell")
YES_NO = ("yes", "no")
HALLUCINATIONS = ("none", "contradicted", "invented_feature", "overpromise", "unverifiable")
# Suggested, not enforced: a reviewer may name another.
FAILURE_REASONS = (
    "wrong_policy",
    "outdated_article",
    "missing_article",
    "invented_feature",
    "overpromise",
    "incomplete_answer",
    "context_lost",
    "wrong_page_element",
    "misread_question",
    "should_have_escalated",
)


@dataclass(frozen=True)
class SheetColumn:
    """One column of the sheet. ``choices`` make a drop-down; ``is_given`` columns are locked."""

    key: str
    title: str
    width: int
    is_given: bool = False
    choices: tuple[str, ...] = ()
    is_open: bool = False
    hint: str = ""


# The reason for the draw, the outcome and every score are left out on purpose: who knows them, judges by them.
COLUMNS = (
    SheetColumn("episode_id", "Episode", 18, is_given=True),
    SheetColumn("category", "Category", 14, is_given=True),
    SheetColumn("language", "Language", 9, is_given=True),
    SheetColumn("started_at", "Started (UTC)", 16, is_given=True),
    SheetColumn("transcript", "Conversation", 90, is_given=True),
    SheetColumn(
        "verdict", "Verdict", 13, choices=VERDICTS, hint="Was the customer's actual problem solved by what the AI said?"
    ),
    SheetColumn("is_valid", "Valid?", 8, choices=YES_NO, hint="Is what it said true?"),
    SheetColumn("is_complete", "Complete?", 10, choices=YES_NO, hint="Is nothing missing that the customer needs?"),
    SheetColumn("is_helpful", "Helpful?", 9, choices=YES_NO, hint="Could the customer act on it?"),
    SheetColumn(
        "needed_human",
        "Needed a person?",
        11,
        choices=YES_NO,
        hint="Should a person have taken over, by policy or sense?",
    ),
    SheetColumn(
        "hallucination_type", "Made up?", 17, choices=HALLUCINATIONS, hint="The worst made-up statement, if any."
    ),
    SheetColumn(
        "failure_reason",
        "Why it failed",
        20,
        choices=FAILURE_REASONS,
        is_open=True,
        hint="From the list, or your own word.",
    ),
    SheetColumn("corrected_answer", "Right answer", 40, hint="What it should have said."),
    SheetColumn("note", "Note", 30, hint="Anything else."),
    SheetColumn("reviewer_id", "Reviewer", 12, is_given=True),
    SheetColumn("queue_id", "Queue", 22, is_given=True),
    SheetColumn("source_system", "Source", 10, is_given=True),
    SheetColumn("row_code", "Row code", 11, is_given=True),
)
FILLED = tuple(column for column in COLUMNS if not column.is_given)


def row_code(key: str, episode_id: str, source_system: str, reviewer_id: str, queue_id: str) -> str:
    """Eight letters that sign one row's ids with the project's key: nobody without the key can write a row of their own.

    HMAC-SHA256 (RFC 2104), 32 bits of it. Letters alone, so that no spreadsheet takes it for a number.

    >>> row_code("k", "team:T1#1", "team", "ann", "q1") == row_code("k", "team:T1#1", "team", "ben", "q1")
    False
    """
    signed = "\x1f".join((episode_id, source_system, reviewer_id, queue_id)).encode()
    digest = hmac.new(key.encode(), signed, sha256).digest()
    return "".join("abcdefghjkmnpqrs"[byte % 16] for byte in digest[:8])


def ticket_of(episode_id: str, source_system: str) -> tuple[str, int]:
    """(ticket_id, episode_number) of an id of the form `source_system:ticket_id#episode_number`.

    >>> ticket_of("desk:a:7#b#2", "desk")
    ('a:7#b', 2)
    """
    ticket_id, number = episode_id.removeprefix(f"{source_system}:").rsplit("#", 1)
    return ticket_id, int(number)
