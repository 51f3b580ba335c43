"""Numbers, amounts, dates, times and durations that an answer states and its sources do not.

Overlap hardly sees a changed digit, and a changed digit is what hurts: "refunds within 30 days" where the article says
14. Every figure is brought to a kind and a value first, so that "1,000" = "1000", "two" = 2, "24 hours" = "1 day",
"5 percent" = "5 %", "1:00 PM" = "13:00:00", "May 27" = "2024-05-27". A figure with a unit is supported by the same
figure with the same unit, or by the bare number; a bare number by the number in any dress. Numbers that only count off
a list ("2.", "Step 3", "Option 1") claim nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import cast

from agent_scorecard.answers.amounts import StatedFigure, figures
from agent_scorecard.answers.claims import clean

_MONEY_KEY = re.compile(
    r"price|amount|cost|fee|balance|total|charge|refund|fare|paid|payment|credit|value|spen[dt]|budget", re.IGNORECASE
)
_PLAIN = ("number", "year")
_LONG_DIGITS = re.compile(r"\d{5,}")
_LIST_ITEM = re.compile(r"(?m)^[ ]{0,3}(?:\d{1,2}[.)]|[-*•])\s")
_TOTAL = re.compile(
    r"\b(?:total|sum|altogether|combined|difference|in all|remaining|balance|refund(?:ed)?)\b", re.IGNORECASE
)


@dataclass
class Figures:
    """What a source offers: values by kind, and every number without its dress."""

    by_kind: dict[str, set] = field(default_factory=dict)
    bare: set[float] = field(default_factory=set)  # counts nothing we can name, so it may be anything
    dressed: set[float] = field(default_factory=set)
    digits: set[str] = field(default_factory=set)  # long digit strings, and their last four: "ending in 1784"
    # what is counted -> the numbers it is counted with, and the other way round
    numbers_of: dict[str, set[float]] = field(default_factory=dict)
    counted_by: dict[float, set[str]] = field(default_factory=dict)
    # where ranges begin and end: ("minutes", "low", 5.0)
    range_ends: set[tuple] = field(default_factory=set)
    currencies: dict[float, set[str]] = field(default_factory=dict)  # of sums of money
    _rounded: dict[tuple, frozenset[str]] = field(default_factory=dict)

    def add(self, text: str | None) -> Figures:
        """Add everything that one more text states."""
        self._rounded.clear()
        text = readable(clean(text))
        for digits in _LONG_DIGITS.findall(text):
            self.digits.update((digits, digits[-4:]))
        for figure in figures(text, of_source=True):
            self.by_kind.setdefault(figure.kind, set()).add(figure.value)
            if figure.currency:
                self.currencies.setdefault(cast(float, figure.value), set()).add(figure.currency)
            if figure.raw is not None:
                self.dressed.add(figure.raw)
                self.counted_by.setdefault(figure.raw, set()).update(figure.counted)
                for thing in figure.counted:
                    self.numbers_of.setdefault(thing, set()).add(figure.raw)
                if figure.kind in _PLAIN and not figure.counted:
                    self.bare.add(figure.raw)
            elif figure.kind == "range":
                measure, low, high = cast(tuple, figure.value)
                self.range_ends.update(((measure, "low", low), (measure, "high", high)))
        return self

    def rounded(self, kind: str, digits: int) -> frozenset[str]:
        """Every positive value of a kind, and every number that may be of it, at so many significant digits."""
        if (kind, digits) not in self._rounded:
            values = self.by_kind.get(kind, set()) | (self.dressed if kind in _PLAIN else self.bare)
            self._rounded[kind, digits] = frozenset(f"{value:.{digits}g}" for value in values if value > 0)
        return self._rounded[kind, digits]


def readable(text: str) -> str:
    """A tool's JSON as lines in which each number is before what it counts; other text as it is.

    >>> readable('{"prices": {"economy": 112}, "bags": 2, "id": "X7"}')
    '$112 economy prices\\n2 bags\\nid X7'
    """
    if text[:1] not in "[{":
        return text
    lines: list[str] = []
    try:
        _flatten(json.loads(text), (), lines)
    except (ValueError, RecursionError):  # no JSON, or nested deeper than anybody means
        return text
    return "\n".join(lines)


def _flatten(value: object, path: tuple[str, ...], lines: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            # a key may be a name of its own: an id, a code
            _flatten(
                inner,
                (*path, str(key).replace("_", " ") if not any(letter.isdigit() for letter in key) else str(key)),
                lines,
            )
    elif isinstance(value, list):
        lines.append(f"{len(value)} {path[-1] if path else ''}")
        for inner in value:
            _flatten(inner, path, lines)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        what = " ".join(reversed(path[-2:]))
        lines.append(f"{'$' if _MONEY_KEY.search(what) else ''}{value} {what}")
    else:
        lines.append(f"{path[-1] if path else ''} {value}".strip())


def unsupported(answer: str | None, *sources: Figures) -> list[StatedFigure]:
    """The figures of an answer that none of the sources states, in order.

    >>> source = Figures().add("Refunds are paid within 14 days, up to $1,000.")
    >>> [figure.text for figure in unsupported("Up to 1000 dollars is refunded within two weeks.", source)]
    []
    >>> [figure.text for figure in unsupported("Refunds take 30 days.", source)]
    ['30 days']
    """
    stated = figures(answer)
    return uncounted(answer, stated, not_offered(stated, *sources))


def not_offered(stated: Iterable[StatedFigure], *sources: Figures) -> list[StatedFigure]:
    """The figures that none of the sources holds, in order."""
    return [figure for figure in stated if not any(_is_offered(figure, offered) for offered in sources)]


def uncounted(answer: str | None, stated: Iterable[StatedFigure], missing: list[StatedFigure]) -> list[StatedFigure]:
    """Of the missing figures, which are among those stated, what the answer does not count or add up itself."""
    if missing:
        listed = float(len(_LIST_ITEM.findall(answer or "")))
        missing = [
            figure for figure in missing if not (figure.raw == listed and _counts_the_list(figure, answer or ""))
        ]
    if missing:
        most = 4 if _TOTAL.search(answer or "") else 2
        doubtful = set(map(id, missing))
        good = [
            figure.raw
            for figure in stated
            if figure.kind == "money" and figure.raw is not None and id(figure) not in doubtful
        ]
        missing = [figure for figure in missing if not _is_total(figure, good, most)]
    return missing


def _counts_the_list(figure: StatedFigure, answer: str) -> bool:
    """ "There are two options:", and two are listed: the answer counts its own list."""
    return figure.kind == "number" and bool(re.search(rf"\b{re.escape(figure.text)}\b[^.\n]*:\s*\n", answer))


def _is_offered(figure: StatedFigure, offered: Figures) -> bool:
    if figure.currency and figure.currency not in offered.currencies.get(cast(float, figure.value), {figure.currency}):
        return False  # the sources have the sum in other money only
    if figure.kind == "range":
        return _is_offered_range(cast(tuple, figure.value), offered)
    if figure.kind in ("clock", "clock12"):
        times = offered.by_kind.get("clock", set()) | offered.by_kind.get("clock12", set())
        if figure.value in times:
            return True
        # without a half of the day said, 1:00 may be 13:00
        loose = times if figure.kind == "clock12" else offered.by_kind.get("clock12", set())
        return any(time % 720 == cast(float, figure.value) % 720 for time in loose)
    if figure.value in offered.by_kind.get(figure.kind, ()):
        return figure.kind != "number" or not _counts_otherwise(figure, offered)
    if figure.raw is None:
        return False
    pool = offered.dressed if figure.kind in _PLAIN else offered.bare
    if figure.text in offered.digits:
        return True
    if figure.raw in pool:
        return not _counts_otherwise(figure, offered)
    if figure.is_rank and any(day == figure.raw for _, day in offered.by_kind.get("day", ())):
        return True
    return figure.is_hedged and _is_rounded(figure, offered)


def _is_offered_range(stated: tuple, offered: Figures) -> bool:
    """Ends are judged on their own; together they must rise, and not share just one end with a range of the sources."""
    kind, low, high = stated
    if stated in offered.by_kind.get("range", ()):
        return True
    return low < high and not {(kind, "low", low), (kind, "high", high)} & offered.range_ends


def _counts_otherwise(figure: StatedFigure, offered: Figures) -> bool:
    """Do the sources count the same thing with other numbers, and with this number only other things?"""
    if figure.raw is None:
        return False
    elsewhere = [numbers for thing in figure.counted if (numbers := offered.numbers_of.get(thing))]
    return (
        bool(elsewhere)
        and not any(figure.raw in numbers for numbers in elsewhere)
        and bool(offered.counted_by.get(figure.raw))
    )


def _is_rounded(figure: StatedFigure, offered: Figures) -> bool:
    """Is it what is left of some value of the sources at its own, at most three, significant digits?

    >>> [_is_rounded(figures(f"about {number}")[0], Figures().add("6,572,000 people")) for number in ("6.6m", "6.5m")]
    [True, False]
    """
    digits = len(f"{figure.value:.6f}".rstrip("0").rstrip(".").replace(".", "").strip("0"))
    return 0 < digits <= 3 and f"{figure.value:.{digits}g}" in offered.rounded(figure.kind, digits)


def _is_total(figure: StatedFigure, parts: list[float], most: int) -> bool:
    """Is it the sum or the difference of figures that the answer itself states and that are supported?"""
    total = figure.raw
    if figure.kind != "money" or total is None or not 2 <= len(parts) <= 10:
        return False
    if any(abs(abs(a - b) - total) < 0.005 for a, b in combinations(parts, 2)):
        return True
    return any(abs(sum(chosen) - total) < 0.005 for size in range(2, most + 1) for chosen in combinations(parts, size))
