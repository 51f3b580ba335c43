"""What a scorer of answers is given and what it says: episodes with their messages, and one row per AI answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent_scorecard.answers.page_awareness import CustomerPage


@dataclass(frozen=True)
class Message:
    """One message of an episode, in order. ``at`` in seconds; ``is_answer``: public, of the AI, not boilerplate."""

    message_id: str
    author: str
    text: str
    at: float
    is_public: bool = True
    is_answer: bool = False
    cited: str | None = None
    page_context_id: str | None = None
    page: CustomerPage | None = None
    is_text_only: bool = False


@dataclass(frozen=True)
class Episode:
    """The messages of an episode and, where it follows up the same issue, what the customer wrote before it."""

    episode_id: str
    messages: Sequence[Message]
    before: Sequence[Message] = ()


@dataclass
class Answer:
    """What was read from one answer; None where there was nothing to judge. Carries no text."""

    message_id: str
    episode_id: str
    article_id: str | None = None
    article_version: str | None = None
    is_cited: bool = False
    is_unverifiable: bool = False
    support_score: float | None = None
    unsupported_number: bool | None = None
    negation_mismatch: bool | None = None
    invented_feature: bool | None = None
    overpromise: bool | None = None
    asks_again: bool | None = None
    repeats_step: bool | None = None
    contradicts_itself: bool | None = None
    context_loss_score: float | None = None
    uses_earlier_conversation: bool | None = None
    asks_again_across_conversations: bool | None = None
    page_context_id: str | None = None
    used_page: bool | None = None
    elements_named: int | None = None
    elements_correct: int | None = None
    steps_named: int | None = None
    steps_correct: int | None = None
    recognised_stuck: bool | None = None
    is_proactive: bool | None = None


class AnswerScorer(Protocol):
    """Reads the answers of episodes. ``version`` names the scorer and everything of it that changes its readings."""

    version: str

    def read(self, episodes: Sequence[Episode]) -> Iterator[Answer]: ...
