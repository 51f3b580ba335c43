"""The figures a text states: numbers, amounts, dates, times, durations, codes, each brought to a kind and a value.

"1,000" = "1000", "two" = 2, "24 hours" = "1 day", "5 percent" = "5 %", "1:00 PM" = "13:00:00", "May 27" = "2024-05-27".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from agent_scorecard.answers.claims import FUNCTION_WORDS, REMEMBERED, bag, clean, stem, words


def _numbered(names: str, first: int = 0, step: int = 1) -> dict[str, int]:
    return {name: first + step * index for index, name in enumerate(names.split())}


_MONTHS = _numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1)
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_UNITS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
}
_ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
_SMALL = "|".join([*_UNITS, *_TENS])
_LARGE = "hundred|thousand|million|billion"
_WORDED = rf"(?:(?:{_SMALL})(?:[\s-]+(?:and\s+)?(?:{_SMALL}|{_LARGE}))*|(?:{_LARGE}|dozen)(?=\s))"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
# A longer run of letters and digits is no code that anybody reads out; its bound keeps the search linear.
_LONGEST_CODE = 80
_DURATION = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|yrs?)"
# In minutes; months and years keep a measure of their own, since a month is no fixed number of days.
_MINUTES = {"sec": 1 / 60, "min": 1, "hou": 60, "hr": 60, "hrs": 60, "h": 60, "day": 1440, "nig": 1440, "wee": 10080}
_MONTHLY = {"mon": 1, "yea": 12, "yr": 12, "yrs": 12}

_BEGINS = rf"(?:{'|'.join(_MONTHS)}|{_SMALL}|{_LARGE}|dozen|an?\b|{'|'.join(_ORDINALS)})"
# What a figure may begin with decides which patterns are tried; plain words are passed over in one step.
_PATTERNS = rf"""
      (?=\d)(?:
          (?P<iso>\b(?P<iso_year>\d{{4}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}}))
        | (?P<slash>\b(?P<slash_a>\d{{1,2}})/(?P<slash_b>\d{{1,2}})(?:/(?P<slash_year>\d{{4}}|\d{{2}}))?\b(?!/))
        | (?P<day_first>\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format("m2")}
              (?:,?\s+(?P<y2>(?:1[5-9]|20)\d{{2}})\b)?)
        | (?P<clock>\b(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::\d{{2}})?\s*(?P<half>[ap]\.?m\b\.?)?
              |\s*(?P<half_only>[ap]\.?m\b\.?)))
      )
    | (?=[jfmasond])(?P<month_first>\b{_MONTH.format("m1")}\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*:\d)
          (?:,?\s+(?P<y1>(?:1[5-9]|20)\d{{2}})\b)?)
    | (?P<money>(?P<sign>[$€£¥₹])\s?(?P<sum>{_DIGITS})(?:\s?(?P<sum_scale>k|m|mn|bn|thousand|million|billion)\b)?)
    | (?P<code>\b(?=[a-z0-9_-]{{0,{_LONGEST_CODE}}}\d)(?=[a-z0-9_-]{{0,{_LONGEST_CODE}}}[a-z])
          (?!\d+(?:st|nd|rd|th|s|h|k|m|mn|bn|x|am|pm|hrs?|mins?|secs?|gb|mb|kb|tb|px|km|kg|g|cm|mm|ft|lbs?
          |usd|eur|gbp)\b)
          (?!\d+(?:\.\d+)?-(?:{_DURATION}|[a-z]+\b))(?!(?:{_SMALL})-)[a-z0-9]+(?:[_-][a-z0-9]+)*)
    | (?P<number>(?<![\w.])[+-]?(?P<digits>{_DIGITS})(?P<ordinal>st|nd|rd|th)?
          (?:\s?(?P<scale>hundred|thousand|million|billion|k|mn|bn|m)\b)?)
    | (?P<worded>\b{_WORDED}\b)
    | (?P<article>\ban?\s+(?={_DURATION}\b)(?!second\s+(?!ago\b|later\b|or\b|to\b|and\b|after\b|before\b|for\b|in\b)[a-z]))
    | (?P<rank>\b(?:{"|".join(_ORDINALS)})\b)
    | (?P<plain>(?:(?!{_BEGINS})[^\W\d_]++(?![\w-])[\s,;:!?'"()]*+)++|[^\W\d_]+\s*)
    """
_FIGURE = re.compile(_PATTERNS, re.IGNORECASE | re.VERBOSE)
# without a word for a number or a month in the text, only figures with digits need be looked for
_IN_DIGITS = re.compile(
    "\n".join(line for line in _PATTERNS.splitlines() if not re.match(r"\s*\| \(\?P<(?:worded|article|rank)>", line)),
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = re.compile(
    rf"""[\s-]*(?:(?P<percent>%|per\s?cent(?:age\s+points?)?\b)
    | (?P<currency>(?:us\s+)?dollars?\b|usd\b|euros?\b|eur\b|pounds?\b|gbp\b|€|£)
    | (?P<cents>cents?\b)
    | (?:(?:business|working|calendar|full|consecutive|more)[\s-]+)?(?P<duration>(?:{_DURATION}|h)\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_ENUMERATION = re.compile(
    r"(?m)^[\W_]{0,20}\d{1,2}[.)](?=\s|\*)|\b(?:option|step|leg|item|part|choice|section|chapter|article|flight|line"
    r"|point|no\.?|number|tier|level|question)\s+#?\d{1,2}\b(?!\s*[%$])",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\s*(?:-|–|to|or|and)\s*[$€£]?(?P<far>{_DIGITS}|\b(?:{_SMALL})\b)", re.IGNORECASE)
# what the redaction leaves of an address or a card number: no figure, and not the answer's doing
_REDACTED = re.compile(r"<[a-z]+:[0-9a-f]{4}>")
_DIGIT = re.compile(r"\d")
_NUMBER_WORDS = frozenset([*_UNITS, *_TENS, *_SCALES, *_ORDINALS, "dozen"]) - {"m", "k"}
_DURATION_WORDS = bag(
    "second seconds sec secs minute minutes min mins hour hours hr hrs day days night nights week weeks month months year"
    " years yr yrs"
)
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
    in_words = not (_NUMBER_WORDS.isdisjoint(said) and _DURATION_WORDS.isdisjoint(said))
    if not in_words and not _DIGIT.search(text):
        return ()
    if not of_source:
        text = _ENUMERATION.sub(" ", text)
    found: list[StatedFigure] = []
    for match in (_FIGURE if in_words else _IN_DIGITS).finditer(text):
        if match.lastgroup == "plain":
            continue
        for figure in _read(match, text, of_source):
            if figure.kind == "year" and _is_counting(text, match):
                figure = replace(figure, kind="number")
            if figure.raw is not None and figure.kind != "year":
                far = _RANGE.match(text, match.end())
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
        yield from _date(_MONTHS[match["m1"][:3].lower()], int(match["d1"]), match["y1"], said)
    elif kind == "day_first":
        yield from _date(_MONTHS[match["m2"][:3].lower()], int(match["d2"]), match["y2"], said)
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
        value = _number(match["sum"]) * _SCALES.get((match["sum_scale"] or "").lower(), 1)
        yield StatedFigure("money", value, value, said, hedged, currency=match["sign"])
    elif kind == "rank":
        rank = _ORDINALS[said.lower()]
        if of_source or (
            rank > 2 and not re.match(r"[\s-]*part(?:y|ies)\b", text[match.end() : match.end() + 9], re.IGNORECASE)
        ):
            yield StatedFigure("number", float(rank), float(rank), said, is_rank=True)
    else:
        if kind == "number":
            value = _number(match["digits"]) * _SCALES.get((match["scale"] or "").lower(), 1)
        else:
            value = 1.0 if kind == "article" else _from_words(said)
        # the first end of a range is in the unit of the second: "5 to 7 business days"
        far = _RANGE.match(text, match.end())
        after = _AFTER.match(text, far.end() if far else match.end())
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
    for measure, table in (("minutes", _MINUTES), ("months", _MONTHLY)):
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
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "dozen":
            current = 12 * (current or 1)
        elif word == "hundred":
            current = 100 * (current or 1)
        elif word in _SCALES:
            total, current = total + _SCALES[word] * (current or 1), 0
    # words repeated without end are no number
    return float(total + current) if total + current < 10**300 else float("inf")
