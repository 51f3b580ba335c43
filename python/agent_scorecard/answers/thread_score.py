"""One score of how well the thread was kept, from its signals."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

from agent_scorecard.answers.claims import (
    FUNCTION_WORDS,
    REMEMBERED,
    clean,
    stem,
    words,
)
from agent_scorecard.answers.thread_phrases import (
    ANSWERING,
    CONFUSED,
    IS_ASKED,
    THIRD_PERSON,
)

# An AI turn is compared with so many of its own before it.
LOOK_BACK = 30


def jaccard(one: Set[str], other: Set[str]) -> float:
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
    was_asked, asks = bool(customer) and customer[-1].rstrip().endswith("?"), text.rstrip().endswith("?")
    asked_yes_no = was_asked and bool(IS_ASKED.match(customer[-1]))
    distinct = vocabulary(text)
    persons = distinct & THIRD_PERSON
    before = frozenset().union(*(vocabulary(said) for said in customer[-2:]), *own[-2:]) if persons else frozenset()
    repeated = max((jaccard(distinct, earlier) for earlier in own[-LOOK_BACK:]), default=0.0)
    return {
        "length": min(len(mine), 40) / 40,
        "tie": len(content & heard) / max(1, min(len(content), len(heard))),
        "repeats_itself": repeated,
        "answers_directly": float(asked_yes_no and bool(set(mine[:2]) & ANSWERING)),
        "question_to_question": float(was_asked and asks),
        "is_question": float(asks),
        "unknown_person": float(bool(persons) and not before & THIRD_PERSON),
        "reply_confused": float(bool(CONFUSED.search(reply))),
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
