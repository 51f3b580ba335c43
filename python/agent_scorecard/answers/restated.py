"""Does an agent state a figure otherwise than it did before: first "within 5 days", later "within 9 days"?

Two statements speak of the same thing where they share most of their words, name the same codes, and each gives one kind
of figure. They are at odds where neither's figures of that kind are among the other's, and the new one was not said before
of something else. Ranges, hedges, dates, times and sums are left out: options and totals differ as they should.
"""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from typing import NamedTuple

from agent_scorecard.answers.amounts import figures
from agent_scorecard.answers.claims import content_words, stem

KINDS = frozenset({"minutes", "months", "percent", "number"})
# So many shared words, and what share of the shorter statement's they are: either of the two.
SAME_THING = ((2, 0.4), (3, 0.3))
# So many of its own statements with a figure an agent is held against.
REMEMBERED = 60


# a line of a list or a form: "Departure: 10:00", "- 2 bags"
_IS_LISTED = re.compile(r"^\W*(?:[-*•]|\d+[.)])\s|:\s|\*\*")
# "the last 30 days" and "every 30 days" are not how long something takes
_ROLE = re.compile(r"\b(?:(?P<past>last|past|previous|recent)|(?P<every>every|each|per))(?: \w+)?\s*$", re.IGNORECASE)


class Statement(NamedTuple):
    """The words of one statement without its figures, its figures by kind, and the codes it names."""

    stems: frozenset[str]
    values: dict[tuple, frozenset]
    codes: frozenset


@lru_cache(maxsize=1 << 14)
def read(claim: str) -> Statement | None:
    """A statement with a figure that may contradict another; None where it has none."""
    if _IS_LISTED.search(claim):
        return None
    found = figures(claim)
    values: dict[tuple, set] = {}
    at = 0
    for figure in found:
        # figures come in the order of the text
        at = max(claim.find(figure.text, at), at)
        if figure.kind in KINDS and not figure.is_rank:
            # "300 calls" and "500 records" are figures of two kinds
            counted = figure.counted if figure.kind == "number" else frozenset()
            role = _ROLE.search(claim, max(0, at - 25), at)
            values.setdefault((figure.kind, role and role.lastgroup, counted), set()).add(figure.value)
    if not values:
        return None
    spoken = {word for figure in found for word in figure.text.lower().split()}
    stems = frozenset(
        _root(stem(word)) for word in content_words(claim) if word not in spoken and not any(map(str.isdigit, word))
    )
    codes = frozenset(figure.value for figure in found if figure.kind not in KINDS)
    return Statement(stems, {kind: frozenset(each) for kind, each in values.items()}, codes)


class Restated:
    """What an agent stated with figures so far."""

    def __init__(self) -> None:
        self.statements: deque[Statement] = deque(maxlen=REMEMBERED)
        self.said: dict[tuple, set] = {}

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        for kind, values in statement.values.items():
            self.said.setdefault(kind[:2], set()).update(values)

    def is_at_odds(self, statement: Statement) -> bool | None:
        """None where nothing that was stated before speaks of the same thing.

        >>> earlier, later = Restated(), read("A parcel is returned within 9 days.")
        >>> earlier.add(read("We return a parcel within 5 days."))
        >>> earlier.is_at_odds(later)
        True
        """
        compared = None
        for before in self.statements:
            if statement.codes != before.codes or not _is_same_thing(statement.stems, before.stems):
                continue
            for one, mine in statement.values.items():
                for other, theirs in before.values.items():
                    if not _is_same_measure(one, other):
                        continue
                    compared = False
                    if not mine & theirs and not mine & self.said.get(one[:2], set()):
                        return True
        return compared


# "removal" and "removed", "failure" and "failed" speak of one thing
_FORMS = ("ation", "ition", "ment", "ance", "ence", "ion", "ure", "ur", "al", "ly")
_SHORTEST_ROOT = 4


def _root(word: str) -> str:
    """A stem without the ending that makes a noun of a verb.

    >>> _root("approval"), _root("failur"), _root("total")
    ('approv', 'fail', 'total')
    """
    for ending in _FORMS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


def _is_same_measure(one: tuple, other: tuple) -> bool:
    """Two kinds of figure, each with its role in the sentence and what it counts: "300 open files" and "500 files" are one."""
    return one[:2] == other[:2] and (one[2] == other[2] or bool(one[2] & other[2]))


def _is_same_thing(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, shorter = len(one & other), min(len(one), len(other))
    return any(shared >= least and shared >= share * shorter for least, share in SAME_THING)
