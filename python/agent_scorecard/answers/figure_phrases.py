"""How figures are written in five languages: digits, words, dates, durations, and what is next to them."""

from __future__ import annotations

import re

from agent_scorecard.answers.claims import bag


def _numbered(names: str, first: int = 0, step: int = 1) -> dict[str, int]:
    return {name: first + step * index for index, name in enumerate(names.split())}


MONTHS = _numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1)
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
UNITS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
}
ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
_SMALL = "|".join([*UNITS, *TENS])
_LARGE = "hundred|thousand|million|billion"
_WORDED = rf"(?:(?:{_SMALL})(?:[\s-]+(?:and\s+)?(?:{_SMALL}|{_LARGE}))*|(?:{_LARGE}|dozen)(?=\s))"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
# A longer run of letters and digits is no code that anybody reads out; its bound keeps the search linear.
_LONGEST_CODE = 80
_DURATION = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|yrs?)"
# In minutes; months and years keep a measure of their own, since a month is no fixed number of days.
MINUTES = {"sec": 1 / 60, "min": 1, "hou": 60, "hr": 60, "hrs": 60, "h": 60, "day": 1440, "nig": 1440, "wee": 10080}
MONTHLY = {"mon": 1, "yea": 12, "yr": 12, "yrs": 12}
_BEGINS = rf"(?:{'|'.join(MONTHS)}|{_SMALL}|{_LARGE}|dozen|an?\b|{'|'.join(ORDINALS)})"
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
    | (?P<rank>\b(?:{"|".join(ORDINALS)})\b)
    | (?P<plain>(?:(?!{_BEGINS})[^\W\d_]++(?![\w-])[\s,;:!?'"()]*+)++|[^\W\d_]+\s*)
    """
FIGURE = re.compile(_PATTERNS, re.IGNORECASE | re.VERBOSE)
# without a word for a number or a month in the text, only figures with digits need be looked for
IN_DIGITS = re.compile(
    "\n".join(line for line in _PATTERNS.splitlines() if not re.match(r"\s*\| \(\?P<(?:worded|article|rank)>", line)),
    re.IGNORECASE | re.VERBOSE,
)
AFTER_FIGURE = re.compile(
    rf"""[\s-]*(?:(?P<percent>%|per\s?cent(?:age\s+points?)?\b)
    | (?P<currency>(?:us\s+)?dollars?\b|usd\b|euros?\b|eur\b|pounds?\b|gbp\b|€|£)
    | (?P<cents>cents?\b)
    | (?:(?:business|working|calendar|full|consecutive|more)[\s-]+)?(?P<duration>(?:{_DURATION}|h)\b))""",
    re.IGNORECASE | re.VERBOSE,
)
RANGE_OF = re.compile(rf"\s*(?:-|–|to|or|and)\s*[$€£]?(?P<far>{_DIGITS}|\b(?:{_SMALL})\b)", re.IGNORECASE)
NUMBER_WORDS = frozenset([*UNITS, *TENS, *SCALES, *ORDINALS, "dozen"]) - {"m", "k"}
DURATION_WORDS = bag(
    "second seconds sec secs minute minutes min mins hour hours hr hrs day days night nights week weeks month months year"
    " years yr yrs"
)
