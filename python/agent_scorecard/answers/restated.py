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
# The shared words as a share of the shorter statement's, and how many at least.
SAME_THING, FEWEST_SHARED = 0.5, 2
# So many of its own statements with a figure an agent is held against.
REMEMBERED = 60


# a line of a list or a form: "Departure: 10:00", "- 2 bags"
_IS_LISTED = re.compile(r"^\W*(?:[-*•]|\d+[.)])\s|:\s|\*\*")


class Statement(NamedTuple):
    """The words of one statement without its figures, its figures by kind, and the codes it names."""

    stems: frozenset[str]
    values: dict[str, frozenset]
    codes: frozenset


@lru_cache(maxsize=1 << 14)
def read(claim: str) -> Statement | None:
    """A statement with a figure that may contradict another; None where it has none."""
    if _IS_LISTED.search(claim):
        return None
    found = figures(claim)
    values: dict[str, set] = {}
    for figure in found:
        if figure.kind in KINDS and not figure.is_rank:
            # "300 calls" and "500 records" are figures of two kinds
            counted = " ".join(sorted(figure.counted)) if figure.kind == "number" else ""
            values.setdefault(f"{figure.kind} {counted}", set()).add(figure.value)
    if not values:
        return None
    spoken = {word for figure in found for word in figure.text.lower().split()}
    stems = frozenset(
        stem(word) for word in content_words(claim) if word not in spoken and not any(map(str.isdigit, word))
    )
    codes = frozenset(figure.value for figure in found if figure.kind not in KINDS)
    return Statement(stems, {kind: frozenset(each) for kind, each in values.items()}, codes)


class Restated:
    """What an agent stated with figures so far."""

    def __init__(self) -> None:
        self.statements: deque[Statement] = deque(maxlen=REMEMBERED)
        self.said: dict[str, set] = {}

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        for kind, values in statement.values.items():
            self.said.setdefault(kind, set()).update(values)

    def is_at_odds(self, statement: Statement) -> bool | None:
        """None where nothing that was stated before speaks of the same thing.

        >>> earlier, later = Restated(), read("A refund takes 9 business days after approval.")
        >>> earlier.add(read("After approval a refund takes 5 business days."))
        >>> earlier.is_at_odds(later)
        True
        """
        compared = None
        for before in self.statements:
            kinds = statement.values.keys() & before.values.keys()
            if not kinds or statement.codes != before.codes or not _is_same_thing(statement.stems, before.stems):
                continue
            compared = compared or False
            for kind in kinds:
                mine = statement.values[kind]
                if not mine & before.values[kind] and not mine & self.said[kind]:
                    return True
        return compared


def _is_same_thing(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= FEWEST_SHARED and shared >= SAME_THING * min(len(one), len(other))
