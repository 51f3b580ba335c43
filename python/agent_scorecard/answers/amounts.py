"""The figures a text states: numbers, amounts, dates, times, durations, codes, each brought to a kind and a value.

"1,000" = "1000", "two" = 2, "24 hours" = "1 day", "5 percent" = "5 %", "1:00 PM" = "13:00:00", "May 27" = "2024-05-27".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from agent_scorecard.answers.claims import FUNCTION_WORDS, REMEMBERED, clean, stem, words
from agent_scorecard.answers.figure_phrases import (
    AFTER_FIGURE,
    DURATION_WORDS,
    FIGURE,
    IN_DIGITS,
    MINUTES,
    MONTHLY,
    MONTHS,
    NUMBER_WORDS,
    ORDINALS,
    RANGE_OF,
    SCALES,
    TENS,
    UNITS,
)

_ENUMERATION = re.compile(
    r"(?m)^[\W_]{0,20}\d{1,2}[.)](?=\s|\*)|\b(?:option|step|leg|item|part|choice|section|chapter|article|flight|line"
    r"|point|no\.?|number|tier|level|question)\s+#?\d{1,2}\b(?!\s*[%$])",
    re.IGNORECASE,
)
# what the redaction leaves of an address or a card number: no figure, and not the answer's doing
_REDACTED = re.compile(r"<[a-z]+:[0-9a-f]{4}>")
_DIGIT = re.compile(r"\d")
_FOLLOWING = re.compile(r"(?:[ -]+[^\W\d_]+(?:['’]s)?){0,2}")
# before a year, or before what is called by one; and the things that a number counts
_OF_A_YEAR = re.compile(
    r"\b(?:in|since|of|by|until|till|from|to|for|year|during|before|after|early|late|mid|the|your|our|this|that|these|those|its|and|[-–])\s*$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r" (?:\w+ )?[a-z]{2,}(?<!ss)s\b", re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|over|more than|less than|under|up to"
    r"|at least|some|~)\s*[$€£]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class StatedFigure:
    """One figure as stated: its kind, its value in the kind's own measure, the number as written, and the text."""

    kind: str  # number money percent minutes months day year clock code range
    value: float | str | tuple
    raw: float | None
    text: str
    is_hedged: bool = False
    is_rank: bool = False
    counted: frozenset[str] = frozenset()  # stems of the next two words: what a bare number counts
    currency: str | None = None  # of money: its sign


def figures(text: str | None, of_source: bool = False) -> list[StatedFigure]:
    """Every figure a text states, in order. A source is read generously ("first" = 1, "one of" = 1), an answer is not.

    >>> [(figure.kind, figure.value) for figure in figures("It takes 2 weeks, costs $1,000.50 and 5 percent.")]
    [('minutes', 20160.0), ('money', 1000.5), ('percent', 5.0)]
    >>> [(figure.kind, figure.value) for figure in figures("On May 27, 2024 at 1:00 PM, flight HAT229")]
    [('day', (5, 27)), ('year', 2024.0), ('clock', 780), ('code', 'hat229')]
    """
    return list(_figures(text, of_source))


@lru_cache(maxsize=REMEMBERED)
def _figures(text: str | None, of_source: bool) -> tuple[StatedFigure, ...]:
    text = _REDACTED.sub(" ", clean(text))
    said = words(text)
    in_words = not (NUMBER_WORDS.isdisjoint(said) and DURATION_WORDS.isdisjoint(said))
    if not in_words and not _DIGIT.search(text):
        return ()
    if not of_source:
        text = _ENUMERATION.sub(" ", text)
    found: list[StatedFigure] = []
    for match in (FIGURE if in_words else IN_DIGITS).finditer(text):
        if match.lastgroup == "plain":
            continue
        for figure in _read(match, text, of_source):
            if figure.kind == "year" and _is_counting(text, match):
                figure = replace(figure, kind="number")
            if figure.raw is not None and figure.kind != "year":
                far = RANGE_OF.match(text, match.end())
                figure = replace(figure, counted=_counted(text, far.end() if far else match.end()))
            found.append(figure)
    return tuple(found)


def _is_counting(text: str, match: re.Match) -> bool:
    """ "holds 2000 rows" is no year, and "in 2024 prices rose" is one.

    >>> [figure.kind for figure in figures("A sheet holds 2000 rows. In 2019 rates rose. The 2024 rules apply.")]
    ['number', 'year', 'year']
    """
    if match.lastgroup != "number" or _OF_A_YEAR.search(text, max(0, match.start() - 15), match.start()):
        return False
    return bool(_SEVERAL.match(text, match.end()))


def _counted(text: str, end: int) -> frozenset[str]:
    """Stems of the content words among the next two words, within the clause."""
    following = _FOLLOWING.match(text, end)
    if following is None:
        return frozenset()
    return frozenset(
        stem(word) for word in words(following.group()) if word not in FUNCTION_WORDS and not word.isdigit()
    )


def _read(match: re.Match, text: str, of_source: bool) -> Iterable[StatedFigure]:
    kind, said = match.lastgroup, match.group()
    hedged = bool(_HEDGE.search(text, max(0, match.start() - 15), match.start()))
    if kind == "iso":
        yield from _date(int(match["iso_month"]), int(match["iso_day"]), match["iso_year"], said)
    elif kind == "slash":
        month, day, year = int(match["slash_a"]), int(match["slash_b"]), match["slash_year"]
        if year or month <= 12 < day:
            month, day = (day, month) if month > 12 else (month, day)
            yield from _date(month, day, f"20{year}" if year and len(year) == 2 else year, said)
        else:  # 24/7, 1/2: two numbers, not a day
            yield StatedFigure("number", float(month), float(month), said)
            yield StatedFigure("number", float(day), float(day), said)
    elif kind == "month_first":
        yield from _date(MONTHS[match["m1"][:3].lower()], int(match["d1"]), match["y1"], said)
    elif kind == "day_first":
        yield from _date(MONTHS[match["m2"][:3].lower()], int(match["d2"]), match["y2"], said)
    elif kind == "clock":
        half = (match["half"] or match["half_only"] or "").lower()[:1]
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if hour > 24 or minute > 59:  # no time of day; a source never offers it
            yield StatedFigure("code", said.lower(), None, said)
            return
        hour = hour % 12 + 12 * (half == "p") if half and hour <= 12 else hour
        yield StatedFigure("clock" if half or hour > 12 else "clock12", hour * 60 + minute, None, said)
    elif kind == "code":
        yield StatedFigure("code", said.lower(), None, said)
    elif kind == "money":
        value = _number(match["sum"]) * SCALES.get((match["sum_scale"] or "").lower(), 1)
        yield StatedFigure("money", value, value, said, hedged, currency=match["sign"])
    elif kind == "rank":
        rank = ORDINALS[said.lower()]
        if of_source or (
            rank > 2 and not re.match(r"[\s-]*part(?:y|ies)\b", text[match.end() : match.end() + 9], re.IGNORECASE)
        ):
            yield StatedFigure("number", float(rank), float(rank), said, is_rank=True)
    else:
        if kind == "number":
            value = _number(match["digits"]) * SCALES.get((match["scale"] or "").lower(), 1)
        else:
            value = 1.0 if kind == "article" else _from_words(said)
        # the first end of a range is in the unit of the second: "5 to 7 business days"
        far = RANGE_OF.match(text, match.end())
        after = AFTER_FIGURE.match(text, far.end() if far else match.end())
        if kind == "worded" and not of_source and value == 1 and not (after and after["duration"]):
            return  # "one of them" counts nothing
        figure = _dressed(value, after, said, hedged, is_rank=bool(kind == "number" and match["ordinal"]))
        yield figure
        if far and after:
            high = _number(far["far"]) if far["far"][0].isdigit() else _from_words(far["far"])
            yield StatedFigure("range", (figure.kind, value, high), None, said + far.group() + after.group())


def _dressed(value: float, after: re.Match | None, said: str, hedged: bool, is_rank: bool) -> StatedFigure:
    text = said.rstrip() + (f" {after.group().lstrip()}" if after else "")
    if after is None:
        kind = "year" if 1500 <= value <= 2099 and value == int(value) and len(said.strip()) == 4 else "number"
        return StatedFigure(kind, value, value, text, hedged, is_rank)
    if after["percent"]:
        return StatedFigure("percent", value, value, text, hedged)
    if after["currency"]:
        return StatedFigure("money", value, value, text, hedged, currency=_currency(after["currency"]))
    if after["cents"]:
        return StatedFigure("money", value / 100, value, text, hedged)
    unit = after["duration"].lower()
    for measure, table in (("minutes", MINUTES), ("months", MONTHLY)):
        factor = table.get(unit) or table.get(unit[:3])
        if factor:
            return StatedFigure(measure, round(value * factor, 6), value, text, hedged)
    return StatedFigure("number", value, value, text, hedged)


def _currency(name: str) -> str:
    """
    >>> [_currency(name) for name in ("US dollars", "eur", "GBP", "£")]
    ['$', '€', '£', '£']
    """
    name = name.lower()
    return "$" if "dollar" in name or "usd" in name else "€" if name.startswith(("eur", "€")) else "£"


def _date(month: int, day: int, year: str | None, said: str) -> Iterable[StatedFigure]:
    yield StatedFigure("day", (month, day), None, said)
    if year:
        yield StatedFigure("year", float(year), float(year), said)


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))


def _from_words(said: str) -> float:
    """The value of a number in words.

    >>> _from_words("two hundred and fifty-five"), _from_words("twenty thousand"), _from_words("dozen")
    (255.0, 20000.0, 12.0)
    >>> _from_words("one " + "hundred " * 160)
    inf
    """
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", said.lower()):
        if word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "dozen":
            current = 12 * (current or 1)
        elif word == "hundred":
            current = 100 * (current or 1)
        elif word in SCALES:
            total, current = total + SCALES[word] * (current or 1), 0
    # words repeated without end are no number
    return float(total + current) if total + current < 10**300 else float("inf")
