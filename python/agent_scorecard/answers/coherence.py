"""Does the AI keep the thread? Three ways of losing it, each with its opportunities, and one score.

- *asks again* for a detail that the customer has given (and that was not rejected since), or what the matter is after
  the customer has told it;
- *repeats* a step after the customer said that it did not work, or itself word for word without being asked to;
- *contradicts* what it said itself earlier in the conversation: denies it, or gives another figure for it.

A turn that had the chance to go wrong in one of these ways is an opportunity; ``context_loss_rate`` is the violations
over the opportunities, and null without any. ``score`` is something weaker and wider: how likely people would say that
the conversation broke down at this turn. Its weights are fitted to 415 dialogues with 30 votes a turn (bench/answers.py
prints how well it does, also on systems it was not fitted to): a hint for picking what to read, not a measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent_scorecard.answers import detail_phrases, details
from agent_scorecard.answers.claims import (
    FUNCTION_WORDS,
    REMEMBERED,
    claims,
    clean,
    content_words,
    sentences,
    stem,
)
from agent_scorecard.answers.negation import Statements, sentences_mismatch
from agent_scorecard.answers.restated import Restated, read
from agent_scorecard.answers.thread_phrases import (
    ASKS_MATTER,
    CONFUSED,
    FAILED,
    GOES_ON,
    REPEAT_PLEASE,
    TOLD,
)
from agent_scorecard.answers.thread_score import LOOK_BACK, jaccard, score, vocabulary

# How far back in its own turns and steps an agent is compared with itself.
_LOOK_BACK_STEPS = 200
_SAME = 0.8  # this share of a sentence's content words is the same step
_WORD_FOR_WORD = 0.95


@dataclass(frozen=True)
class Turn:
    """One public message of a conversation."""

    author: str  # customer ai human system
    text: str


@dataclass(frozen=True)
class Thread:
    """What one AI turn does with the thread. None: it had no chance to go wrong that way."""

    asks_again: bool | None
    repeats: bool | None
    contradicts: bool | None
    score: float

    @property
    def is_opportunity(self) -> bool:
        return any(flag is not None for flag in (self.asks_again, self.repeats, self.contradicts))

    @property
    def is_lost(self) -> bool | None:
        return any((self.asks_again, self.repeats, self.contradicts)) if self.is_opportunity else None


def says_it_did_not_help(text: str) -> bool:
    """Does a customer report that something failed, or that the answer was none?"""
    return bool(FAILED.search(text) or CONFUSED.search(text))


def read_thread(turns: Sequence[Turn]) -> list[Thread | None]:
    """One reading per turn; None for turns of others. Linear in the conversation, but for the capped look back.

    >>> asked = Turn("ai", "Could you share your order number?")
    >>> read_thread([Turn("customer", "My order number is 5512, where is it?"), asked])[1].asks_again
    True
    >>> step = Turn("ai", "Please restart the router.")
    >>> read_thread([step, Turn("customer", "That didn't work."), step])[2].repeats
    True
    """
    readings: list[Thread | None] = []
    memory = _Memory()
    # what comes after the last answer changes none
    last = max((index for index, turn in enumerate(turns) if turn.author == "ai"), default=-1)
    for index, turn in enumerate(turns[: last + 1]):
        if turn.author != "ai":
            memory.hear(turn)
            readings.append(None)
            continue
        reply = turns[index + 1].text if index + 1 < len(turns) and turns[index + 1].author == "customer" else ""
        readings.append(
            Thread(
                memory.asks_again(turn.text),
                memory.repeats(turn.text),
                memory.contradicts(turn.text),
                score(turn.text, memory.customer, memory.own, reply),
            )
        )
        if index < last:
            memory.say(turn.text)
    return readings + [None] * (len(turns) - last - 1)


class _Memory:
    """What has been said so far. What few answers are held against is read when one is: details, steps, statements."""

    def __init__(self) -> None:
        self.customer: list[str] = []
        self.own: list[frozenset[str]] = []
        self.own_texts: list[str] = []
        self.since_own: list[str] = []
        self.has_told = False
        self._requested: frozenset[str] = frozenset()
        self._known: set[str] = set()
        # (text, what was asked for before it) of the customer; (text, None) of the agent
        self._unread: list[tuple[str, frozenset[str] | None]] = []
        self._stated, self._restated, self._stated_of = Statements(), Restated(), 0

    def hear(self, turn: Turn) -> None:
        if turn.author == "customer":
            text = clean(turn.text)
            if len(set(content_words(text))) >= TOLD:
                self.has_told = True
            elif self.has_told:
                self.has_told = not details.is_another_matter(turn.text)
            self._unread.append((turn.text, self._requested))
            self.customer.append(turn.text)
            self.since_own.append(text)

    def say(self, text: str) -> None:
        self._unread.append((text, None))
        self._requested = details.asked(text)
        self.own.append(vocabulary(text))
        self.own_texts.append(text)
        self.since_own = []

    @property
    def known(self) -> set[str]:
        """The details that the customer has given and that were not rejected since."""
        for text, requested in self._unread:
            if requested is None:
                self._known -= details.rejected(text)
                continue
            if details.is_another_matter(text):
                self._known -= detail_phrases.OF_ONE_MATTER
            self._known |= details.given(text, requested)
        self._unread.clear()
        return self._known

    def asks_again(self, text: str) -> bool | None:
        if not self.has_told and not self.known:
            return None
        if self.has_told and _asks_matter(text):
            return True
        asked = details.asked(text)
        return bool(asked) and bool((self.known & asked) - details.rejected(text))

    def repeats(self, text: str) -> bool | None:
        if not self.own or not self.since_own:
            return None
        said = " ".join(self.since_own)
        failed = bool(FAILED.search(said))
        if failed:
            steps = list(dict.fromkeys(step for own in self.own_texts for step in _steps(own)))[-_LOOK_BACK_STEPS:]
            return any(_is_same(step, earlier) for step in _steps(text) for earlier in steps)
        if REPEAT_PLEASE.search(said):
            return None
        mine = vocabulary(text)
        if len(mine) < 6:
            return None
        return any(_is_word_for_word(mine, own) for own in self.own[-LOOK_BACK:]) or None

    def contradicts(self, text: str) -> bool | None:
        stated = [claim for claim in claims(text) if len(set(content_words(claim))) >= 4] if self.own_texts else ()
        if not stated or not self._remembers_statements():
            return None
        verdicts = [_denies_itself(claim, self._stated) for claim in stated]
        verdicts += [self._restated.is_at_odds(statement) for statement in filter(None, map(read, claims(text)))]
        return any(verdicts) if any(verdict is not None for verdict in verdicts) else None

    def _remembers_statements(self) -> bool:
        """Read what was stated up to here; was anything?"""
        for own in self.own_texts[self._stated_of :]:
            self._stated.add_sentences(claims(own))
            for statement in filter(None, map(read, claims(own))):
                self._restated.add(statement)
        self._stated_of = len(self.own_texts)
        return bool(self._stated.sentences)


@lru_cache(maxsize=REMEMBERED)
def _asks_matter(text: str) -> bool:
    return any(ASKS_MATTER.search(sentence) and not GOES_ON.search(sentence) for sentence in sentences(clean(text)))


def _denies_itself(claim: str, stated: Statements) -> bool | None:
    return sentences_mismatch([claim], stated, same_thing=0.85, needs_match=True)


@lru_cache(maxsize=REMEMBERED)
def _steps(text: str) -> tuple[frozenset[str], ...]:
    """The content stems of each statement or instruction."""
    found = (frozenset(stem(word) for word in content_words(sentence)) for sentence in claims(text))
    return tuple(step for step in found if len(step) >= 2)


def _is_same(step: frozenset[str], earlier: frozenset[str]) -> bool:
    shared = len(step & earlier)
    return (
        shared >= 2 and shared >= _SAME * min(len(step), len(earlier)) and shared >= 0.6 * max(len(step), len(earlier))
    )


def _is_word_for_word(mine: frozenset[str], other: frozenset[str]) -> bool:
    """The same words but for a few, and those no figures, codes or other things spoken of."""
    return jaccard(mine, other) >= _WORD_FOR_WORD and not (mine ^ other) - FUNCTION_WORDS
