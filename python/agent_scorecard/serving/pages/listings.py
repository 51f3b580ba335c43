"""From a number to its conversations: which to open, why each is listed, and the command for the rest. No word of them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.lists import BEHIND, LISTS, link_to
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.wording import ALL

# rows of a list on a page; the command has the rest
MOST = 12
TITLES = {
    "escalated": "Escalated",
    "waiting": "Waiting",
    "wrong": "Wrong by review",
    "closed_wrong": "Closed and wrong",
    "given_up": "Given up",
    "rated_badly": "Rated badly",
    "came_back": "Came back",
    "unsupported": "Answers without support",
    "next_to_read": "Next to read",
}
NOT_SINCE = date(1, 1, 1)


@dataclass(frozen=True)
class Listing:
    """A list as a page shows it. ``rows``: ticket, link, category, age, why; ``command`` prints them all."""

    kind: str
    title: str
    meaning: str
    rows: tuple[dict, ...]
    count: int
    command: str

    @property
    def rest(self) -> int:
        return self.count - len(self.rows)


def listing(
    card: Scorecard, kind: str, category: str = ALL, since: date | None = None, most: int = MOST
) -> Listing | None:
    """The first conversations of a list, of one category and since a week where they are given. None where it is empty."""
    first = since or NOT_SINCE
    counted = sum(
        row["conversation_count"]
        for row in card.tables[f"counted_{kind}"]
        if category in (ALL, row["category"]) and row["week_start"] >= first
    )
    rows = [
        row
        for row in card.tables[f"listed_{kind}"]
        if category in (ALL, row["category"]) and row["week_start"] >= first
    ][:most]
    if not rows:
        return None
    title = TITLES[kind] + ("" if category == ALL else f" in {category}")
    if since:
        title += f" since {dates_in_words.day(since)}"
    told = tuple(_told(card, row) for row in rows)
    return Listing(kind, title, LISTS[kind][1], told, counted, command(kind, category, since, counted))


def behind(card: Scorecard, metric: str, category: str, since: date | None) -> Listing | None:
    """The conversations that a number's move is made of, where there is such a list."""
    kind = BEHIND.get(metric)
    return listing(card, kind, category, since) if kind else None


def command(kind: str, category: str, since: date | None, count: int) -> str:
    """What prints the whole list.

    >>> command("escalated", "how to", date(2025, 11, 10), 64)
    "agent-scorecard list escalated --category 'how to' --since 2025-11-10 --limit 64 --csv"
    """
    parts = ["agent-scorecard", "list", kind]
    if category != ALL:
        parts += ["--category", shlex.quote(category)]
    if since:
        parts += ["--since", since.isoformat()]
    return " ".join([*parts, "--limit", str(count), "--csv"])


def _told(card: Scorecard, row: dict) -> dict:
    age = (card.as_of - row["started_at"]).total_seconds() if card.as_of and row["started_at"] else None
    address = card.tables.ticket_url
    return {
        "ticket": row["ticket_id"] or row["episode_id"],
        "link": link_to(address, row["ticket_id"]) if address and row["ticket_id"] else None,
        "category": row["category"],
        "age": words.duration(age) if age is not None else "",
        "why": words.person(row["why"]),
    }
