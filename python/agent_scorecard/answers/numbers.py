"""Numbers, amounts, dates, times and durations that an answer states and its sources do not.

Overlap hardly sees a changed digit, and a changed digit is what hurts: "refunds within 30 days" where the article says
14. Every figure is brought to a kind and a value first, so that "1,000" = "1000", "two" = 2, "24 hours" = "1 day",
"5 percent" = "5 %", "1:00 PM" = "13:00:00", "May 27" = "2024-05-27". A figure with a unit is supported by the same
figure with the same unit, or by the bare number; a bare number by the number in any dress. Numbers that only count off
a list ("2.", "Step 3", "Option 1") claim nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from .words import FUNCTION_WORDS, clean, stem, words

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_UNITS = {
    name: number
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {name: 10 * number for number, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
_ORDINALS = {
    name: number
    for number, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
_SMALL = "|".join([*_UNITS, *_TENS])
_WORDED = rf"(?:(?:{_SMALL})(?:[\s-]+(?:and\s+)?(?:{_SMALL}|hundred|thousand|million|billion))*|(?:hundred|thousand|million|billion|dozen)(?=\s))"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_DURATION = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|yrs?"
# In minutes; months and years keep a measure of their own, since a month is no fixed number of days.
_MINUTES = {"sec": 1 / 60, "min": 1, "hou": 60, "hr": 60, "hrs": 60, "h": 60, "day": 1440, "nig": 1440, "wee": 10080}
_MONTHLY = {"mon": 1, "yea": 12, "yr": 12, "yrs": 12}

_FIGURE = re.compile(
    rf"""
      (?P<iso>\b(?P<iso_year>\d{{4}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}}))
    | (?P<slash>\b(?P<slash_a>\d{{1,2}})/(?P<slash_b>\d{{1,2}})(?:/(?P<slash_year>\d{{4}}|\d{{2}}))?\b(?!/))
    | (?P<month_first>\b{_MONTH.format("m1")}\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*:\d)(?:,?\s+(?P<y1>(?:1[5-9]|20)\d{{2}})\b)?)
    | (?P<day_first>\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format("m2")}(?:,?\s+(?P<y2>(?:1[5-9]|20)\d{{2}})\b)?)
    | (?P<clock>\b(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::\d{{2}})?\s*(?P<half>[ap]\.?m\b\.?)?|\s*(?P<half_only>[ap]\.?m\b\.?)))
    | (?P<money>(?P<sign>[$€£¥₹])\s?(?P<sum>{_DIGITS})(?:\s?(?P<sum_scale>k|m|mn|bn|thousand|million|billion)\b)?)
    | (?P<code>\b(?=[a-z0-9_-]*\d)(?=[a-z0-9_-]*[a-z])(?!\d+(?:st|nd|rd|th|s|h|k|m|mn|bn|x|am|pm|hrs?|mins?|secs?|gb|mb|kb|tb|px|km|kg|g|cm|mm|ft|lbs?|usd|eur|gbp)\b)
          (?!\d+(?:\.\d+)?-(?:{_DURATION}|[a-z]+\b))(?!(?:{_SMALL})-)[a-z0-9]+(?:[_-][a-z0-9]+)*)
    | (?P<number>(?<![\w.])[+-]?(?P<digits>{_DIGITS})(?P<ordinal>st|nd|rd|th)?(?:\s?(?P<scale>hundred|thousand|million|billion|k|mn|bn|m)\b)?)
    | (?P<worded>\b{_WORDED}\b)
    | (?P<article>\ban?\s+(?={_DURATION}\b))
    | (?P<rank>\b(?:{"|".join(_ORDINALS)})\b)
    """,
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
    r"(?m)^\s*[\W_]*\d{1,2}[.)](?=\s|\*)|\b(?:option|step|leg|item|part|choice|section|chapter|article|flight|line|point|no\.?|number|tier|level|question)\s+#?\d{1,2}\b(?!\s*[%$])",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\s*(?:-|–|to|or|and)\s*[$€£]?(?P<far>{_DIGITS}|\b(?:{_SMALL})\b)", re.IGNORECASE)
_MONEY_KEY = re.compile(r"price|amount|cost|fee|balance|total|charge|refund|fare|paid|payment|credit|value|spen[dt]|budget", re.IGNORECASE)
_LONG_DIGITS = re.compile(r"\d{5,}")
_LIST_ITEM = re.compile(r"(?m)^[ ]{0,3}(?:\d{1,2}[.)]|[-*•])\s")
_FOLLOWING = re.compile(r"(?:[ -]+[^\W\d_]+(?:['’]s)?){0,2}")
_HEDGE = re.compile(r"\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|over|more than|less than|under|up to|at least|some|~)\s*[$€£]?$", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:total|sum|altogether|combined|difference|in all|remaining|balance|refund(?:ed)?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """One figure as stated: its kind, its value in the kind's own measure, the number as written, and the text."""

    kind: str  # number money percent minutes months day year clock code range
    value: float | str | tuple
    raw: float | None
    text: str
    is_hedged: bool = False
    is_rank: bool = False
    counted: frozenset[str] = frozenset()  # stems of the next two words: what a bare number counts


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

    def add(self, text: str | None) -> Figures:
        """Add everything that one more text states."""
        text = readable(clean(text))
        for digits in _LONG_DIGITS.findall(text):
            self.digits.update((digits, digits[-4:]))
        for figure in figures(text, of_source=True):
            self.by_kind.setdefault(figure.kind, set()).add(figure.value)
            if figure.raw is not None:
                self.dressed.add(figure.raw)
                self.counted_by.setdefault(figure.raw, set()).update(figure.counted)
                for thing in figure.counted:
                    self.numbers_of.setdefault(thing, set()).add(figure.raw)
                if figure.kind in ("number", "year") and not figure.counted:
                    self.bare.add(figure.raw)
        return self


def figures(text: str | None, of_source: bool = False) -> list[Figure]:
    """Every figure a text states, in order. A source is read generously ("first" = 1, "one of" = 1), an answer is not.

    >>> [(figure.kind, figure.value) for figure in figures("It takes 2 weeks, costs $1,000.50 and 5 percent.")]
    [('minutes', 20160.0), ('money', 1000.5), ('percent', 5.0)]
    >>> [(figure.kind, figure.value) for figure in figures("On May 27, 2024 at 1:00 PM, flight HAT229")]
    [('day', (5, 27)), ('year', 2024.0), ('clock', 780), ('code', 'hat229')]
    """
    text = clean(text)
    if not of_source:
        text = _ENUMERATION.sub(" ", text)
    found: list[Figure] = []
    for match in _FIGURE.finditer(text):
        for figure in _read(match, text, of_source):
            if figure.raw is not None and figure.kind != "year":
                far = _RANGE.match(text, match.end())
                figure = replace(figure, counted=_counted(text, far.end() if far else match.end()))
            found.append(figure)
    return found


def _counted(text: str, end: int) -> frozenset[str]:
    """Stems of the content words among the next two words, within the clause."""
    following = _FOLLOWING.match(text, end)
    return frozenset(stem(word) for word in words(following.group()) if word not in FUNCTION_WORDS and not word.isdigit())


def readable(text: str) -> str:
    """A tool's JSON as lines in which each number stands before what it counts; other text as it is.

    >>> readable('{"prices": {"economy": 112}, "bags": 2, "id": "X7"}')
    '$112 economy prices\\n2 bags\\nid X7'
    """
    if text[:1] not in "[{":
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    lines: list[str] = []
    _flatten(value, (), lines)
    return "\n".join(lines)


def _flatten(value: object, path: tuple[str, ...], lines: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            # a key may be a name of its own: an id, a code
            _flatten(inner, (*path, str(key).replace("_", " ") if not any(letter.isdigit() for letter in key) else str(key)), lines)
    elif isinstance(value, list):
        lines.append(f"{len(value)} {path[-1] if path else ''}")
        for inner in value:
            _flatten(inner, path, lines)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        what = " ".join(reversed(path[-2:]))
        lines.append(f"{'$' if _MONEY_KEY.search(what) else ''}{value} {what}")
    else:
        lines.append(f"{path[-1] if path else ''} {value}".strip())


def unsupported(answer: str | None, offered: Figures) -> list[Figure]:
    """The figures of an answer that the sources do not state, in order.

    >>> source = Figures().add("Refunds are paid within 14 days, up to $1,000.")
    >>> [figure.text for figure in unsupported("Up to 1000 dollars is refunded within two weeks.", source)]
    []
    >>> [figure.text for figure in unsupported("Refunds take 30 days.", source)]
    ['30 days']
    """
    stated = figures(answer)
    missing = [figure for figure in stated if not _is_offered(figure, offered)]
    if missing:
        listed = len(_LIST_ITEM.findall(answer or ""))
        missing = [figure for figure in missing if not (listed and figure.kind == "number" and figure.raw == listed)]
        totalled = bool(_TOTAL.search(answer or ""))
        good = [figure.raw for figure in stated if figure.kind == "money" and figure not in missing]
        missing = [figure for figure in missing if not _is_total(figure, good, 4 if totalled else 2)]
    return missing


def has_unsupported_number(answer: str | None, sources: Sequence[str]) -> bool:
    """Does the answer state a figure that none of the sources does?"""
    offered = Figures()
    for source in sources:
        offered.add(source)
    return bool(unsupported(answer, offered))


def _read(match: re.Match, text: str, of_source: bool) -> Iterable[Figure]:
    kind, said = next(name for name in _KINDS if match[name] is not None), match.group()
    hedged = bool(_HEDGE.search(text, max(0, match.start() - 15), match.start()))
    if kind == "iso":
        yield from _date(int(match["iso_month"]), int(match["iso_day"]), match["iso_year"], said)
    elif kind == "slash":
        month, day, year = int(match["slash_a"]), int(match["slash_b"]), match["slash_year"]
        if year or month <= 12 < day:
            month, day = (day, month) if month > 12 else (month, day)
            yield from _date(month, day, f"20{year}" if year and len(year) == 2 else year, said)
        else:  # 24/7, 1/2: two numbers, not a day
            yield Figure("number", float(month), float(month), said)
            yield Figure("number", float(day), float(day), said)
    elif kind == "month_first":
        yield from _date(_MONTHS[match["m1"][:3].lower()], int(match["d1"]), match["y1"], said)
    elif kind == "day_first":
        yield from _date(_MONTHS[match["m2"][:3].lower()], int(match["d2"]), match["y2"], said)
    elif kind == "clock":
        half = (match["half"] or match["half_only"] or "").lower()[:1]
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if hour > 24 or minute > 59:  # no time of day; a source never offers it
            yield Figure("code", said.lower(), None, said)
            return
        hour = hour % 12 + 12 * (half == "p") if half and hour <= 12 else hour
        yield Figure("clock" if half or hour > 12 else "clock12", hour * 60 + minute, None, said)
    elif kind == "code":
        yield Figure("code", said.lower(), None, said)
    elif kind == "money":
        value = _number(match["sum"]) * _SCALES.get((match["sum_scale"] or "").lower(), 1)
        yield Figure("money", value, value, said, hedged)
    elif kind == "rank":
        rank = _ORDINALS[said.lower()]
        if of_source or rank > 2 and not re.match(r"[\s-]*part(?:y|ies)\b", text[match.end() : match.end() + 9], re.IGNORECASE):
            yield Figure("number", float(rank), float(rank), said, is_rank=True)
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
            yield Figure("range", (figure.kind, value, high), None, said + far.group() + after.group())


_KINDS = ("iso", "slash", "month_first", "day_first", "clock", "money", "code", "number", "worded", "article", "rank")


def _dressed(value: float, after: re.Match | None, said: str, hedged: bool, is_rank: bool) -> Figure:
    text = said.rstrip() + (f" {after.group().lstrip()}" if after else "")
    if after is None:
        kind = "year" if 1500 <= value <= 2099 and value == int(value) and len(said.strip()) == 4 else "number"
        return Figure(kind, value, value, text, hedged, is_rank)
    if after["percent"]:
        return Figure("percent", value, value, text, hedged)
    if after["currency"]:
        return Figure("money", value, value, text, hedged)
    if after["cents"]:
        return Figure("money", value / 100, value, text, hedged)
    unit = after["duration"].lower()
    for measure, table in (("minutes", _MINUTES), ("months", _MONTHLY)):
        factor = table.get(unit) or table.get(unit[:3])
        if factor:
            return Figure(measure, round(value * factor, 6), value, text, hedged)
    return Figure("number", value, value, text, hedged)


def _date(month: int, day: int, year: str | None, said: str) -> Iterable[Figure]:
    yield Figure("day", (month, day), None, said)
    if year:
        yield Figure("year", float(year), float(year), said)


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))


def _from_words(said: str) -> float:
    """The value of a number in words.

    >>> _from_words("two hundred and fifty-five"), _from_words("twenty thousand"), _from_words("dozen")
    (255.0, 20000.0, 12.0)
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
    return float(total + current)


def _is_offered(figure: Figure, offered: Figures) -> bool:
    if figure.kind == "range":
        return _is_offered_range(figure.value, offered.by_kind.get("range", set()))
    if figure.kind in ("clock", "clock12"):
        times = offered.by_kind.get("clock", set()) | offered.by_kind.get("clock12", set())
        if figure.value in times:
            return True
        # without a half of the day said, 1:00 may be 13:00
        loose = times if figure.kind == "clock12" else offered.by_kind.get("clock12", set())
        return any(time % 720 == figure.value % 720 for time in loose)
    if figure.value in offered.by_kind.get(figure.kind, ()):
        return figure.kind != "number" or not _counts_otherwise(figure, offered)
    if figure.raw is None:
        return False
    plain = figure.kind in ("number", "year")
    pool = offered.dressed if plain else offered.bare
    if figure.text in offered.digits:
        return True
    if figure.raw in pool:
        return not _counts_otherwise(figure, offered)
    if figure.is_rank and any(day == figure.raw for _, day in offered.by_kind.get("day", ())):
        return True
    return figure.is_hedged and any(_rounds_to(value, figure.value) for value in offered.by_kind.get(figure.kind, set()) | pool)


def _is_offered_range(stated: tuple, ranges: set[tuple]) -> bool:
    """Ends are judged on their own; together they must rise, and not share just one end with a range of the sources."""
    kind, low, high = stated
    if stated in ranges:
        return True
    return low < high and not any(other[0] == kind and (other[1] == low or other[2] == high) for other in ranges)


def _counts_otherwise(figure: Figure, offered: Figures) -> bool:
    """Do the sources count the same thing with other numbers, and with this number only other things?"""
    elsewhere = {number for thing in figure.counted for number in offered.numbers_of.get(thing, ())}
    return bool(elsewhere) and figure.raw not in elsewhere and bool(offered.counted_by.get(figure.raw))


def _rounds_to(value: float, rounded: float) -> bool:
    """Is `rounded` what is left of `value` at its own, at most three, significant digits?

    >>> _rounds_to(6_572_000.0, 6_600_000.0), _rounds_to(495_570.0, 495_270.0)
    (True, False)
    """
    digits = len(f"{rounded:.6f}".rstrip("0").rstrip(".").replace(".", "").strip("0"))
    return 0 < digits <= 3 and value > 0 and math.isclose(float(f"{value:.{digits}g}"), rounded)


def _is_total(figure: Figure, parts: list[float], most: int) -> bool:
    """Is it the sum or the difference of figures that the answer itself states and that are supported?"""
    if figure.kind != "money" or not 2 <= len(parts) <= 10:
        return False
    if any(abs(abs(a - b) - figure.raw) < 0.005 for a, b in combinations(parts, 2)):
        return True
    return any(abs(sum(chosen) - figure.raw) < 0.005 for size in range(2, most + 1) for chosen in combinations(parts, size))
