"""Which details an agent asks a customer for, and which a customer has given: order numbers, addresses, error messages.

A detail is named by its head ("number", "address") and what it is a number or an address of; different words for one
thing (reservation, booking, confirmation; id, number, code) count as the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent_scorecard.answers.claims import FUNCTION_WORDS, REMEMBERED, clean, sentences, words
from agent_scorecard.answers.detail_phrases import (
    ANOTHER,
    ANOTHER_MATTER,
    ASKING,
    ASKS_BACK,
    CLAUSE,
    DETAIL,
    ID,
    KINDS,
    KINDS_OF_WORD,
    MATTERS,
    NOTHING_ELSE,
    REFUSAL,
    REJECTED,
    WHAT,
    WHICH,
    WITH_VALUE,
    WRITTEN_TOGETHER,
)

for _kind, _pattern in KINDS.items():
    for _word in {*re.findall(r"[a-z]{2,}", _pattern.replace(ID, "")), *WRITTEN_TOGETHER.get(_kind, ())}:
        for _form in (_word, f"{_word}s"):
            KINDS_OF_WORD.setdefault(_form, set()).add(_kind)


_DIGIT = re.compile(r"\d")
_IT_IS = re.compile(r"^\W*(?:sure|yes|ok|okay|here)?\W*(?:it|that|this|here)(?:['’]s| is| it is)\b", re.IGNORECASE)
# what the redaction leaves still says what was given
_REDACTED = {"email": "<email:", "phone": "<phone:", "card": "<card:", "full name": "<name:"}
_NEAR = 40
# bounds keep a search linear whatever the text is
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63}|<email:[0-9a-f]{4}>")
_CODE = re.compile(
    r"(?<![\w@.])#?(?=[\w-]{0,60}\d)[a-z0-9]++(?:[_-][a-z0-9]++){0,20}+\b(?!\s*(?:am|pm|days?|hours?|minutes?|weeks?|months?"
    r"|years?|times?|people|bags?|passengers?|%))",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?\b|\b\d{1,2}(?:st|nd"
    r"|rd|th)\b|[$€£]\s?\d[\d,.]*|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\d[\d\s().-]{6,30}\d|<phone:")


@lru_cache(maxsize=REMEMBERED)
def asked(text: str | None) -> frozenset[str]:
    """The details an answer asks for. Confirming or choosing is not asking.

    >>> sorted(asked("Sure! Could you please provide your order number and email?"))
    ['email', 'order']
    >>> asked("Your order number is 5512. Is the email correct?")
    frozenset()
    """
    found: set[str] = set()
    text = clean(text)
    if KINDS_OF_WORD.keys().isdisjoint(words(text)):
        return frozenset()
    for sentence in sentences(text):
        if ANOTHER.search(sentence):
            continue
        is_question = sentence.endswith("?")
        if is_question and (which := WHICH.search(sentence)):
            found |= {kind for kind, noun in MATTERS.items() if noun.search(which["noun"])}
        kinds = _kinds(sentence)
        if not kinds:
            continue
        asking = ASKING.search(sentence) or (WHAT.search(sentence) if is_question else None)
        if asking:
            found |= _kinds(sentence[asking.start() :])
        elif len(kinds) == 1 and _is_only(sentence, *kinds):
            found |= kinds
    return frozenset(found)


def _is_only(sentence: str, kind: str) -> bool:
    """Does a sentence name a detail and say nothing of it?"""
    if _DIGIT.search(sentence) or not (sentence.endswith("?") or "please" in sentence.lower()):
        return False
    match = DETAIL[kind].search(sentence)
    if match is None:
        return False
    rest = words(sentence[: match.start()]) + words(sentence[match.end() :])
    return NOTHING_ELSE.issuperset(rest)


def given(text: str | None, requested: frozenset[str] = frozenset()) -> set[str]:
    """The details a customer's message gives: named with a value, or in answer to what was just asked for.

    >>> sorted(given("My order number is 5512, email ann@example.org"))
    ['email', 'order']
    >>> given("It's sofia_kim_7287, but I don't have the booking code.", frozenset({"account", "reservation"}))
    {'account'}
    >>> given("I don't remember my order number", frozenset({"order"}))
    set()
    """
    return set(_given(text, requested))


@lru_cache(maxsize=REMEMBERED)
def _given(text: str | None, requested: frozenset[str]) -> set[str]:
    text = clean(text)
    found = {kind for kind, token in _REDACTED.items() if token in text}
    found |= {"email"} if "@" in text and _EMAIL.search(text) else set()
    refused: set[str] = set()
    named_before: frozenset[str] = frozenset()
    codes_used = 0
    # a clause without a word for a detail and without a digit gives none
    says_something = bool(_DIGIT.search(text)) or not KINDS_OF_WORD.keys().isdisjoint(words(text))
    for clause in CLAUSE.split(text) if says_something else ():
        named = _kinds(clause) | _matters_with_code(clause)
        if not named and not named_before:
            continue
        if REFUSAL.search(clause):
            refused |= named
            continue
        codes = _codes(clause)
        if not named and codes and _IT_IS.match(clause):
            named = named_before
        for kind in named:
            if (kind in WITH_VALUE and codes and not ASKS_BACK.search(clause)) or (
                kind not in WITH_VALUE and _has_value_after(clause, kind)
            ):
                found.add(kind)
                codes_used += kind in WITH_VALUE
        named_before = named
    open_requests = requested - found - refused
    return found | _given_in_answer(text, open_requests, len(_codes(text)) - codes_used) if open_requests else found


def _given_in_answer(text: str, open_requests: frozenset[str], codes: int) -> set[str]:
    """What an answer gives without naming it: as many codes as were asked for, or words where one thing was asked."""
    found: set[str] = set()
    wants_code = {kind for kind in open_requests if kind in WITH_VALUE and kind != "phone"}
    if wants_code and codes >= len(wants_code):
        found |= wants_code
    if "phone" in open_requests and _PHONE.search(text):
        found.add("phone")
    if "birth" in open_requests and _DATE.search(text):
        found.add("birth")
    in_words = open_requests - WITH_VALUE - {"email", "birth"}
    if in_words and len(open_requests) == 1 and not text.rstrip().endswith("?") and not REFUSAL.search(text):
        found |= in_words if any(word not in FUNCTION_WORDS for word in words(text)) else set()
    return found


@lru_cache(maxsize=REMEMBERED)
def rejected(text: str | None) -> frozenset[str]:
    """The details that the agent says did not lead anywhere: asking for them again is right.

    >>> sorted(rejected("I couldn't find an order with that number."))
    ['order']
    """
    found: set[str] = set()
    text = clean(text)
    for sentence in sentences(text) if REJECTED.search(text) else ():
        for match in REJECTED.finditer(sentence):
            near = (
                sentence[max(0, match.start() - _NEAR) : match.end()]
                if match["bad"]
                else sentence[match.start() : match.end() + _NEAR]
            )
            found |= _kinds(near) | {kind for kind, noun in MATTERS.items() if noun.search(near)}
    return frozenset(found)


def is_another_matter(text: str | None) -> bool:
    """Does the customer turn to another order, booking, ticket?"""
    return bool(ANOTHER_MATTER.search(clean(text)))


def _matters_with_code(text: str) -> set[str]:
    """ "cancel the reservation FDZ0T5", "order with the number 5512": a thing named by its code."""
    if not _DIGIT.search(text):
        return set()
    return {kind for kind, noun in MATTERS.items() if any(_codes(following) for following in noun.findall(text))}


@lru_cache(maxsize=1 << 14)
def _kinds(sentence: str) -> frozenset[str]:
    telling = KINDS_OF_WORD.keys() & words(sentence)
    if not telling:
        return frozenset()
    likely = set().union(*(KINDS_OF_WORD[word] for word in telling))
    return frozenset(kind for kind in likely if DETAIL[kind].search(sentence))


def _codes(text: str) -> list[str]:
    if not _DIGIT.search(text):
        return []
    return [code for code in _CODE.findall(_EMAIL.sub(" ", _MONTH_DAY.sub(" ", text))) if len(code.strip("#")) >= 3]


def _has_value_after(sentence: str, kind: str) -> bool:
    """ "my browser is Firefox", "reason: it broke", "size 42": something is said of it."""
    match = DETAIL[kind].search(sentence)
    after = sentence[match.end() :] if match else ""
    said = re.match(
        r"\s*(?:is|was|are|:|=|-|–|because|says?|said|reads?|would be|will be|,? it'?s)\s*(\S.*)|\s+(#?\w*\d\w*)",
        after,
        re.IGNORECASE,
    )
    return bool(said and [word for word in words(said.group()) if word not in FUNCTION_WORDS])
