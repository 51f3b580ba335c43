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

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from agent_scorecard.answers import details
from agent_scorecard.answers.claims import (
    FUNCTION_WORDS,
    REMEMBERED,
    bag,
    claims,
    clean,
    content_words,
    sentences,
    stem,
    words,
)
from agent_scorecard.answers.negation import Statements, sentences_mismatch
from agent_scorecard.answers.restated import Restated, read

_FAILED = re.compile(
    r"\b(?:(?:did|does|do|is|was|has|have|are|wo|ca|would|could)(?:n['’]?t| not)(?: \w+){0,3}? (?:work|help|fix"
    r"|solve|resolve|load|connect|open|start|go away|let me|do anything|do the trick|make a difference"
    r"|change (?:a thing|anything|much))\w*"
    r"|(?:not|never|stopped|isn['’]?t) (?:working|helping|helpful|fixed|solved|resolved)|no (?:luck|change"
    r"|difference|effect|success|joy|good|dice)|to no avail|in vain"
    r"|(?:still|keeps?|kept) (?:not (?:work|help|load|show|connect)|get|see|having|fail|the same|broken|show"
    r"|happen|say|giv|crash|stuck|can['’]?t|cannot|error|the problem|the issue|no (?:luck|joy)|unable|block|lock"
    r"|doing|freez)\w*"
    r"|(?:the )?same (?:error|problem|issue|thing|result|message|screen)|already (?:tried|did|done|restarted"
    r"|rebooted|cleared|followed|attempted)|(?:i|we)(?:'ve| have)? (?:tried|did|done) (?:that|this|it|all)"
    r"|tried (?:that|it|this|everything)|nothing (?:changed|happened|happens|works|worked|changes)|(?:it|that"
    r"|this) fail(?:s|ed)|that(?:'s| is| was)n?['’]?t? not? ?(?:it|what|right|working)|failed again|not? (?:better"
    r"|different)|(?:issue|problem|error|trouble|symptom)s? (?:persists?|remains?|continues?|(?:is|are) still there)"
    r"|still nothing|useless|without success|doing nothing)\b",
    re.IGNORECASE,
)
_REPEAT_PLEASE = re.compile(
    r"\b(?:again|repeat|remind|what (?:was|were|did you)|say that|list|once more|summar\w+|recap|confirm|resend"
    r"|missed|pardon|sorry\?|come again|show me)\b",
    re.IGNORECASE,
)
_CONFUSED = re.compile(
    r"\b(?:what do you mean|huh|i do(?:n['’]?t| not) (?:understand|get it|follow)|(?:that['’]?s|it['’]?s"
    r"|is) not what i|not what i (?:asked|said|meant)|makes? no sense|does(?:n['’]?t| not) make (?:any )?sense"
    r"|irrelevant|off[- ]topic|nothing to do with|you did(?:n['’]?t| not) answer|did(?:n['’]?t| not) answer"
    r"|i (?:just |already )?(?:asked|told|said)|are you (?:listening|a bot|a robot|even)|weird|strange|random"
    r"|confus\w+)\b"
    r"|^\W*(?:what|why|huh|pardon|sorry|excuse me)\s*\?*$",
    re.IGNORECASE,
)
# Asking what the matter is; asking for more of it (_GOES_ON) or for another one is no such question.
_MATTER = r"(?:problem|issue|matter|trouble|question|concern|request|situation|inquiry|difficulty)"
_ASKS_MATTER = re.compile(
    rf"\bwhat (?:exactly )?(?:is|was|are|seems to be|appears to be) (?:the|your) (?:exact )?{_MATTER}"
    rf"|\bwhat['’]s (?:the|your) {_MATTER}|\bwhat (?:the|your) {_MATTER} (?:is|was)"
    rf"|\b(?:describe|explain|state|tell (?:me|us)|share|repeat|restate) (?:about )?(?:the|your|me the|us the) {_MATTER}\b"
    r"|\bwhat (?:are you|were you) (?:contacting|writing|calling|reaching out) (?:us |me )?(?:about|for)\b"
    r"|\bwhat (?:is|['’]s|seems to be) (?:wrong|happening|going on|going wrong)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:more|further|else|other|another|detail\w*|specific\w*|precise\w*|additional|next|remaining|new|still)\b",
    re.IGNORECASE,
)
# From so many words that say something in one turn on, a customer has told what the matter is.
_TOLD = 4
# How far back in its own turns and steps an agent is compared with itself.
_LOOK_BACK, _LOOK_BACK_STEPS = 30, 200
_SAME = 0.8  # this share of a sentence's content words is the same step
_WORD_FOR_WORD = 0.95
_THIRD_PERSON = bag(
    """
    he she him her his hers
    """
)
_ANSWERING = bag(
    """
    yes no yeah nope sure not never maybe of
    """
)
_IS_ASKED = re.compile(
    r"^\W*(?:and |but |so |ok |well )?(?:do|does|did|are|is|can|could|will|would|have|has|was|were|should|am)\b",
    re.IGNORECASE,
)


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
    return bool(_FAILED.search(text) or _CONFUSED.search(text))


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
        memory.say(turn.text)
    return readings + [None] * (len(turns) - last - 1)


class _Memory:
    """What has been said so far."""

    def __init__(self) -> None:
        self.customer: list[str] = []
        self.own: list[frozenset[str]] = []
        self.steps: dict[frozenset[str], None] = {}
        self.known: set[str] = set()
        self.requested: frozenset[str] = frozenset()
        self.since_own: list[str] = []
        self.stated = Statements()
        self.restated = Restated()
        self.has_told = False

    def hear(self, turn: Turn) -> None:
        if turn.author == "customer":
            is_another = details.is_another_matter(turn.text)
            if is_another:
                self.known -= details.OF_ONE_MATTER
            self.has_told = (self.has_told and not is_another) or len(set(content_words(clean(turn.text)))) >= _TOLD
            self.known |= details.given(turn.text, self.requested)
            self.customer.append(turn.text)
            self.since_own.append(clean(turn.text))

    def say(self, text: str) -> None:
        self.known -= details.rejected(text)
        self.requested = details.asked(text)
        self.own.append(vocabulary(text))
        self.steps.update(dict.fromkeys(_steps(text)))
        self.stated.add_sentences(claims(text))
        for statement in filter(None, map(read, claims(text))):
            self.restated.add(statement)
        self.since_own = []

    def asks_again(self, text: str) -> bool | None:
        if not self.known and not self.has_told:
            return None
        if self.has_told and _asks_matter(text):
            return True
        return bool((self.known & details.asked(text)) - details.rejected(text))

    def repeats(self, text: str) -> bool | None:
        if not self.own or not self.since_own:
            return None
        said = " ".join(self.since_own)
        failed = bool(_FAILED.search(said))
        if failed:
            new = list(_steps(text))
            return any(_is_same(step, earlier) for step in new for earlier in list(self.steps)[-_LOOK_BACK_STEPS:])
        if _REPEAT_PLEASE.search(said):
            return None
        mine = vocabulary(text)
        if len(mine) < 6:
            return None
        return any(_is_word_for_word(mine, own) for own in self.own[-_LOOK_BACK:]) or None

    def contradicts(self, text: str) -> bool | None:
        stated = [claim for claim in claims(text) if len(set(content_words(claim))) >= 4]
        if not self.stated.sentences or not stated:
            return None
        verdicts = [_denies_itself(claim, self.stated) for claim in stated]
        verdicts += [self.restated.is_at_odds(statement) for statement in filter(None, map(read, claims(text)))]
        return any(verdicts) if any(verdict is not None for verdict in verdicts) else None


@lru_cache(maxsize=REMEMBERED)
def _asks_matter(text: str) -> bool:
    return any(_ASKS_MATTER.search(sentence) and not _GOES_ON.search(sentence) for sentence in sentences(clean(text)))


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
    return _jaccard(mine, other) >= _WORD_FOR_WORD and not (mine ^ other) - FUNCTION_WORDS


def _jaccard(one: Set[str], other: Set[str]) -> float:
    """The shared words as a share of all; 0 where there is none."""
    shared = len(one & other)
    return shared / ((len(one) + len(other) - shared) or 1)


# Ridge regression of the vote share (breakdown + half of "possible") on signals(), rounded to two digits.
WEIGHTS: dict[str, float] = {
    "base": 0.50,
    "length": 0.07,
    "tie": -0.09,
    "repeats_itself": 0.03,
    "answers_directly": -0.13,
    "question_to_question": 0.07,
    "is_question": -0.06,
    "unknown_person": 0.10,
    "reply_confused": 0.08,
    "reply_length": -0.05,
    "no_reply": 0.05,
}


@lru_cache(maxsize=REMEMBERED)
def vocabulary(text: str) -> frozenset[str]:
    """The distinct words of a turn."""
    return frozenset(words(clean(text)))


def signals(text: str, customer: Sequence[str], own: Sequence[frozenset[str]], reply: str = "") -> dict[str, float]:
    """What a reader could go by: the turn itself, its tie to what was said, and how the customer took it.

    customer: the customer's turns before this one; own: the vocabulary of each own turn before it; reply: what the
    customer says next.
    """
    mine, last = words(clean(text)), words(clean(customer[-1] if customer else ""))
    content, heard = _stems(mine), _stems(last)
    answer = words(clean(reply))
    asked_yes_no = bool(customer) and customer[-1].rstrip().endswith("?") and bool(_IS_ASKED.match(customer[-1]))
    before = frozenset().union(*(words(clean(said)) for said in customer[-2:]), *own[-2:])
    distinct = set(mine)
    repeated = max((_jaccard(distinct, earlier) for earlier in own[-_LOOK_BACK:]), default=0.0)
    return {
        "length": min(len(mine), 40) / 40,
        "tie": len(content & heard) / max(1, min(len(content), len(heard))),
        "repeats_itself": repeated,
        "answers_directly": float(asked_yes_no and bool(set(mine[:2]) & _ANSWERING)),
        "question_to_question": float(
            bool(customer) and customer[-1].rstrip().endswith("?") and text.rstrip().endswith("?")
        ),
        "is_question": float(text.rstrip().endswith("?")),
        "unknown_person": float(bool(distinct & _THIRD_PERSON) and not before & _THIRD_PERSON),
        "reply_confused": float(bool(_CONFUSED.search(reply))),
        "reply_length": min(len(answer), 20) / 20,
        "no_reply": float(not answer),
    }


@lru_cache(maxsize=REMEMBERED)
def _stems(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem(word) for word in said if word not in FUNCTION_WORDS)


def score(text: str, customer: Sequence[str], own: Sequence[frozenset[str]], reply: str = "") -> float:
    """How much a turn looks like one at which people see the conversation break down, 0 to 1."""
    found = signals(text, customer, own, reply)
    return min(1.0, max(0.0, WEIGHTS["base"] + sum(WEIGHTS[name] * value for name, value in found.items())))
