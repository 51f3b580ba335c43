"""Fragments of speech, rendered once and then chosen by number: how a million messages get their words in seconds."""

from __future__ import annotations

import zlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation.words import Issue, Words

# How a customer writes; each fragment is rendered in every manner.
MANNERS = ("plain", "plain", "lower", "typos")
LANGUAGES = ("en", "es", "de", "fr")

# A workflow has five steps; a customer is at one of the first four, or (0) on no page at all.
STEPS = 5
POINTERS = ('On this page choose "{label}".', 'Please select "{label}" next.', 'The next step here is "{label}".')


class Slot:
    """Fragments by key: ``choose`` takes a key and a random share for each message."""

    def __init__(self, by_key: list[list[str]]):
        self.count = np.array([len(fragments) for fragments in by_key])
        self.first = np.concatenate([[0], np.cumsum(self.count)[:-1]])
        # every fragment brings its own space, so that empty ones leave no trace
        self.text = pa.array([f" {text}" if text else "" for fragments in by_key for text in fragments], pa.string())

    def choose(self, key: np.ndarray, share: np.ndarray, wanted: np.ndarray | None = None) -> pa.Array:
        return self._taken(self.first[key] + (share * self.count[key]).astype(np.int64), wanted)

    def nth(
        self, key: np.ndarray, share: np.ndarray, offset: np.ndarray | int, wanted: np.ndarray | None = None
    ) -> pa.Array:
        """As ``choose``, but ``offset`` fragments further on: what a share has said once it does not say again."""
        count = self.count[key]
        return self._taken(self.first[key] + ((share * count).astype(np.int64) + offset) % count, wanted)

    def _taken(self, place: np.ndarray, wanted: np.ndarray | None) -> pa.Array:
        text = self.text.take(pa.array(place))
        return text if wanted is None else pc.if_else(pa.array(wanted), text, "")


def sentence(*parts: pa.Array) -> pa.Array:
    """The parts of each message in one text."""
    return pc.utf8_ltrim_whitespace(pc.binary_join_element_wise(*parts, ""))


def in_manner(text: str, manner: str) -> str:
    """The same words as another person would type them; always the same typo for the same words.

    >>> in_manner("I cannot sign in.", "lower")
    'i cannot sign in'
    """
    if manner == "lower":
        return text.lower().rstrip(".")
    if manner == "typos" and len(text) > 12 and zlib.crc32(text.encode()) % 3:
        letters = list(text)
        place = 3 + zlib.crc32(text.encode()) % (len(text) - 6)
        if letters[place].isalpha() and letters[place + 1].isalpha():
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        return "".join(letters)
    return text


def spoken(fragments: list[str]) -> list[list[str]]:
    """A customer's fragments, one key per manner."""
    return [[in_manner(text, manner) for text in fragments] for manner in MANNERS]


def issue_slot(words: Words, part: str) -> Slot:
    """A customer's fragments about an issue; key = issue x manners + manner."""
    return Slot([keyed for issue in words.issues for keyed in spoken(list(issue.sentences[part]))])


def answer_slot(words: Words, part: str) -> Slot:
    """An agent's fragments with facts; key = issue x 4 + version + 2 x is_wrong. What is wrong is a number."""
    by_key = []
    for issue in words.issues:
        numbered = [text for text in issue.sentences[part] if "{" in text]
        for version in (0, 1):
            by_key.append([text.format(**issue.facts_of(version)) for text in issue.sentences[part]])
        for version in (0, 1):
            by_key.append([text.format(**issue.wrong_facts_of(version)) for text in numbered])
    return Slot(by_key)


def at_odds_slot(words: Words) -> Slot:
    """What is at odds with an answer given before: the same fact with a wrong number, in the same words or others.

    Key = (the answer's place among all first answers, issue after issue) x 2 + version; empty where it states no number.
    """
    by_key = []
    for issue in words.issues:
        said = [*issue.sentences["answer"], *issue.sentences["more"]]
        for answer in issue.sentences["answer"]:
            facts = [f"{{{name}}}" for name in issue.facts if f"{{{name}}}" in answer]
            others = [text for text in said if text != answer and any(fact in text for fact in facts)]
            # half of them in the same words
            same = [*[answer] * max(len(others), 1), *others]
            for version in (0, 1):
                wrong = issue.wrong_facts_of(version)
                by_key.append([text.format(**wrong) for text in same] if facts else [""])
    return Slot(by_key)


def step_slot(words: Words) -> Slot:
    """The next step on the page that the customer sees; key = (issue x STEPS + the step they are at) x 2 + is_wrong."""
    by_key = []
    for number, issue in enumerate(words.issues):
        other = words.issues[(number + 1) % len(words.issues)]
        strange = [label for label in other.labels[1:] if label not in issue.labels]
        for step in range(STEPS):
            by_key.append([way.format(label=issue.labels[max(step, 1)]) for way in POINTERS])
            by_key.append([way.format(label=strange[step % len(strange)]) for way in POINTERS])
    return Slot(by_key)


def article_text(issue: Issue, version: int) -> str:
    """The article: its summary, and below it what its answers go back to, as an agent that reads articles needs."""
    said = [*issue.sentences["answer"], *issue.sentences["more"]]
    told = [text.removeprefix("Please ") for text in said]
    below = " ".join(text[:1].upper() + text[1:] for text in told)
    return f"{issue.article_body} {below}".format(**issue.facts_of(version))
