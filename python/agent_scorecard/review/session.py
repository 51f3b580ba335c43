"""A reviewing session in memory: who reviews what, what is done, and the same landing rows as the sheet writes."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from agent_scorecard.review.draw import assign
from agent_scorecard.review.export import Waiting
from agent_scorecard.review.records import land_reviews, one_at_a_time, reviews_of, withdraw
from agent_scorecard.review.sheet import FILLED
from agent_scorecard.review.sheet_reading import Outcome, judge_row
from agent_scorecard.serving.reader import reading


@dataclass(frozen=True)
class CitedArticle:
    """What the answer rests on, as it was valid then."""

    article_id: str
    version: str
    title: str
    body: str


@dataclass
class Session:
    """One queue under review. ``articles``: by episode. Every method is safe from several threads at once."""

    landing_path: Path
    queue_id: str
    waiting: Sequence[Waiting]
    reviewers: Sequence[str]
    overlap: float
    articles: dict[str, list[CitedArticle]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self):
        self.by_id = {episode.episode_id: episode for episode in self.waiting}
        self.assigned = assign(list(self.by_id), self.reviewers, self.overlap, self.queue_id)
        # who has the address may review, and nobody else on this machine
        self.tokens = {secrets.token_urlsafe(24): reviewer for reviewer in self.reviewers}

    def reviewer_of(self, token: str) -> str | None:
        """The reviewer whose address has this token; compared in constant time."""
        return next((name for known, name in self.tokens.items() if secrets.compare_digest(known, token)), None)

    def done(self, reviewer: str) -> dict[str, dict]:
        """{episode_id: landed review} of this reviewer in this queue."""
        with self._lock:
            rows = reviews_of(self.landing_path, self.queue_id, reviewer)
        known = {(e.source_system, *_place(e)): e.episode_id for e in self.waiting}
        found = {}
        for row in rows:
            for episode in self.waiting:
                if _place(episode) == (row["ticket_id"], row["episode_number"]):
                    found[known[(episode.source_system, *_place(episode))]] = row
        return found

    def next_open(self, reviewer: str) -> Waiting | None:
        """The first episode of the reviewer's share that has no verdict yet."""
        done = self.done(reviewer)
        return next((self.by_id[e] for e in self.assigned[reviewer] if e not in done), None)

    def record(self, reviewer: str, episode_id: str, answers: dict[str, str]) -> list[str]:
        """Land one verdict; what is wrong with it instead, in words. Raises KeyError for an episode of somebody else."""
        if episode_id not in self.assigned[reviewer]:
            raise KeyError(episode_id)
        episode = self.by_id[episode_id]
        identity = {
            "episode_id": episode_id,
            "reviewer_id": reviewer,
            "queue_id": self.queue_id,
            "source_system": episode.source_system,
        }
        review, faults = judge_row(identity | {column.key: answers.get(column.key, "") for column in FILLED})
        if faults:
            return faults
        from agent_scorecard.text.redaction import Redactor

        redactor = Redactor.of_project()
        for column in ("note", "corrected_answer", "failure_reason"):
            review[column] = redactor.redact(review[column]) if review[column] else None
        review["inclusion_probability"] = episode.inclusion_probability
        at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        with self._lock, one_at_a_time(self.landing_path):
            land_reviews(self.landing_path, Outcome(reviews=[review]), at)
        return []

    def undo(self, reviewer: str) -> str | None:
        """Take the reviewer's newest verdict back; its episode_id, null where there is none."""
        done = self.done(reviewer)
        if not done:
            return None
        order = {episode_id: place for place, episode_id in enumerate(self.assigned[reviewer])}
        last = max(done, key=lambda episode_id: (done[episode_id]["reviewed_at"], order.get(episode_id, 0)))
        with self._lock, one_at_a_time(self.landing_path):
            withdraw(self.landing_path, self.queue_id, reviewer, done[last]["review_id"])
        return last


def _place(episode: Waiting) -> tuple[str, int]:
    from agent_scorecard.review.sheet import ticket_of

    return ticket_of(episode.episode_id, episode.source_system)


def articles_of(database: Path, episode_ids: Sequence[str]) -> dict[str, list[CitedArticle]]:
    """The articles that the AI's answers cited or were held against, by episode."""
    with reading(database) as file:
        rows = file.ask(
            """
            select distinct answers.episode_id, articles.article_id, articles.version, articles.title, articles.body
            from marts.answers as answers
            inner join staging.stg_articles as articles
                on answers.article_id = articles.article_id and answers.article_version = articles.version
            where list_contains($ids, answers.episode_id) order by all
            """,
            {"ids": list(episode_ids)},
        ).fetchall()
    found: dict[str, list[CitedArticle]] = {}
    for episode_id, *article in rows:
        found.setdefault(episode_id, []).append(CitedArticle(*article))
    return found
