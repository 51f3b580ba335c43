"""Telephone numbers, in digits and in words, next to what tells them from other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agent_scorecard.text.secret_numbers import BEFORE, GROUP, IDENTIFIES, Found, digits_of

_PHONE = re.compile(
    r"(?<![\w+.,])(?:\+ ?|(?<!\d))\(?\d(?:[ ().\-/\u00a0\u2009\u202f\u2011\u2013]{0,3}\d){6,18}(?:(?!\w)|(?=x\d{1,6}(?!\w)))(?![.,]\d)"
)
# What looks like a telephone number and is not, blanked out before the search.
_OTHER = re.compile(
    r"(?<![\d.])(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}(?:[T ]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z?)?(?!\d)"  # 2026-03-01 10:15
    r"|(?<![\d.+])(?<!\d[-/ ])[0-3]?\d([-./])[0-3]?\d\2(?:(?:19|20)\d{2}|\d{2})(?![-./]?\d)"  # 01.03.2026
    r"|(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"  # 10:15
    r"|(?<![\d.+])\d{1,3}(?:\.\d{1,3}){3}(?![.\d])"  # 192.168.0.1
    r"|(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|INR|Rs\.?)) ?\d{1,12}(?:[.,' ]\d{3}){0,4}(?:[.,]\d{1,2})?(?!\d)"  # $1,299.00
    r"|(?<!\d)\d{1,12}(?:[.,' ]\d{3}){0,4}(?:[.,]\d{1,2})? ?(?:[€£$%]|(?:EUR|USD|GBP|CHF|INR|kr|euros?|dollars?|pounds|points|bytes|[kmg]b|ms)\b)"  # 1 299 EUR
    r"|#\s?\d[\d-]{0,30}"  # #1234567
    r"|(?<![A-Za-z])(?!(?:tel|ph|fon|mob|cell|phone|fax|t|m|p)[-_:])[A-Za-z]{1,8}[-_/]\d[\d-]{0,30}(?:[-/][\d-]{1,30})?",  # ORD-2026-000123
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"phone|\b(?:ph|mob|gsm)\b|\bcall|\bcell|mobile|\btel\b|\btel[.:]|whats ?app|\bpix\b|\bsms\b|\btext me|\bfax|\breach (?:me|us)|contact (?:me|us|number)|\bring\b|\bdial|hotline|callback"
    r"|my number|numbers?:? (?:is )?\+|telefon|\bhandy|rufnummer|\banruf|erreich|m[oó]vil|tel[eé]fono|ll[aá]m|celular|t[eé]l[eé]phone|телефон|номер|電話|电话|portable|appel|joindre|cellulare|chiam"
    r"|\blig(?:a|ue|uem|ar|ação)\b|telem[oó]vel|\bbel(?:len|t)? (?:me|mij|ons)|\bbel(?:len)?\b.{0,12}\bop\b|zadzwo|dzwoni|kom[oó]rk|\bring\b|mobil\b"
    r"|\btlm\b|\btelem\b|\bfijo\b|\bfisso\b|festnetz|\bfixe\b|\bfixo\b|vaste? (?:nummer|lijn)|landline|\bzap\b|\bwpp\b|\bwsp\b|stacjonarn|mobiel|\bkom\.|viber|telegram|\bsignal\b|rappel|recontact|richiam|r[üu]ckruf|terugbel|oddzwo|numer tel|mon num|mio numero|mi n[úu]mero|meu n[úu]mero|meine nummer|mijn nummer|m[óo]j numer|contactab|contactar|te bereiken|contatt|kontakt",
    re.IGNORECASE,
)
_OTHER_WORD = re.compile(
    r"order|ticket|invoice|\bref|\bcase\b|account|acct|customer (?:no|num|id)|policy|booking|tracking|parcel|shipment|transaction|serial|\bsku|version|isbn|\bean\b|imei"
    r"|\bid\b|bestell|auftrag|rechnung|kundennummer|sendung|vertrag|pedido|factura|commande|facture|ordine|\bcode\b|amount|total|invoice",
    re.IGNORECASE,
)
_SPOKEN = {word: str(i) for i, word in enumerate("zero one two three four five six seven eight nine".split())} | {
    "oh": "0"
}
_SPOKEN_WORD = "|".join((*_SPOKEN, "double", "triple"))
_SPELLED = re.compile(rf"\b(?:{_SPOKEN_WORD})(?:[\s,.-]{{1,2}}(?:{_SPOKEN_WORD}|\d{{1,4}})){{2,14}}\b", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[ ,]{0,2}(?:\(?(?:ext(?:ension)?|extn|durchwahl|dw|poste|int(?:erno)?)\b[.: ]{0,2}|;ext=|x[. ]?|# ?)(\d{1,6})(?!\w)\)?",
    re.IGNORECASE,
)
# The trunk and the area code in brackets, the rest in groups: 8 (916) 123-45-67
_BRACKETED = re.compile(r"(?:\d ?)?\(0?\d{2,5}\)[ .\-/]{0,2}\d{2,5}(?:[ .\-]\d{2,4}){1,3}")
# a run of digits and signs up to a full stop with a space behind
_SENTENCES = re.compile(r"[+(]*\d(?:(?!\. )[^\0])*\d")
_NANP = re.compile(
    r"(?:\+?1[ .\-]{0,2})?(?:\([2-9]\d{2}\)[ .\-]{0,2}|[2-9]\d{2}[.\-\u2011\u2013])\d{3}[ .\-\u2011\u2013]\d{4}"
)
_NANP_SPACED = re.compile(r"(?:1 )?[2-9]\d{2} [2-9]\d{2}[ -]\d{4}")


# in digits, in words
FORMS_OF_A_PHONE = (
    r"\p{Nd}(?:[ ().\-/\x{00a0}\x{2009}\x{202f}\x{2011}\x{2013}]{0,3}\p{Nd}){6}",
    r"(?i)(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|oh|double|triple)[\s,.\-]{1,2}){2}",
)


def phones(
    text: str,
    regions: tuple[str, ...] = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN"),
    forms: frozenset[int] = frozenset({0, 1}),
) -> Iterator[Found]:
    """Telephone numbers: international ones by their country's rules, others by shape and by the words around.

    ``regions`` are the countries whose national mobile numbers are known without a country code. The normal form is
    the last eight digits, which are the same with and without the country's code. ``forms``: the places of those patterns
    of FORMS_OF_A_PHONE that the text may match.

    >>> [number for _, _, number in phones("call +44 20 7946 0958 on 2026-03-01 about order 5551234567")]
    ['79460958']
    """
    for match in _SPELLED.finditer(text) if 1 in forms else ():
        digits = _digits_spoken(match.group())
        if 7 <= len(digits) <= 15 and _is_near_phone_word(text, match.start(), match.end()):
            yield match.start(), match.end(), digits[-8:]
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    if 0 not in forms:
        return
    text = _OTHER.sub(lambda match: "\0" * len(match.group()), text)
    for match in _PHONE.finditer(text):
        found = _phone(text, match.start(), match.end(), regions)
        for start, end, number in [found] if found else _after_a_sentence(text, match, regions):
            extension = _EXTENSION.match(text, end)
            yield start, extension.end() if extension else end, number


def _after_a_sentence(text: str, match: re.Match, regions: tuple[str, ...]) -> Iterator[Found]:
    """What a number may be that ran into one, as in "account 23305-95. 8 (916) 123-45-67": each sentence's own."""
    pieces = [piece.span() for piece in _SENTENCES.finditer(text, *match.span())]
    for start, end in pieces[1:]:
        # alone with what follows: the words before it spoke of the number before it
        if found := _phone(text[start : end + BEFORE], 0, end - start, regions):
            yield found[0] + start, found[1] + start, found[2]


def _digits_spoken(text: str) -> str:
    """ "four one double five 01" as 415501."""
    digits, times = "", 1
    for word in re.findall(r"[a-z]+|\d+", text.lower()):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        else:
            digits += (word if word.isdigit() else _SPOKEN[word]) * times
            times = 1
    return digits


def _phone(text: str, start: int, end: int, regions: tuple[str, ...]) -> Found | None:
    raw = text[start:end]
    digits = digits_of(raw)
    before = text[max(0, start - BEFORE) : start]
    is_identifier = bool(IDENTIFIES.search(before)) and not _PHONE_WORD.search(before[-24:])
    if raw.startswith("+") or (digits.startswith("00") and not is_identifier):
        return _international(text, start, end, is_named=_is_near_phone_word(text, start, end))
    if is_identifier or len(digits) > 15:
        return None
    is_grouped = not raw.isdigit()
    is_named = _is_near_phone_word(text, start, end)
    is_plain = is_named and not re.fullmatch(r"(?:\d{1,2} ){3,}\d{1,2}", raw) and len(digits) <= 13
    is_shaped = bool(_NANP.fullmatch(raw) or _NANP_SPACED.fullmatch(raw))
    is_shaped |= 9 <= len(digits) <= 12 and bool(_BRACKETED.fullmatch(raw))
    is_trunk = is_grouped and bool(re.match(r"\(?0[1-9]", raw)) and 9 <= len(digits) <= 12
    if is_plain or is_named or is_shaped or is_trunk or _is_national_mobile(digits, is_grouped, regions):
        return start, end, digits[-8:]
    return None


def _international(text: str, start: int, end: int, is_named: bool) -> Found | None:
    """The longest reading, whole groups only, that its country's rules allow: a year may stand right after it."""
    ends = [match.end() for match in GROUP.finditer(text, start, end)]
    best = None
    for candidate in reversed(ends):
        digits = digits_of(text[start:candidate])
        plus = "+" + (digits if text[start] == "+" else digits[2:])
        verdict = _verdict(plus)
        if verdict == "valid":
            return start, candidate, digits[-8:]
        if (
            verdict == "possible"
            and best is None
            and (text[start] == "+" or is_named or "-" in text[start:candidate] or " " in text[start:candidate])
        ):
            best = (start, candidate, digits[-8:])
    return best


@lru_cache(maxsize=100_000)
def _verdict(number: str) -> str | None:
    import phonenumbers

    # Mexico's mobiles had a 1 behind the country's code until 2019, and many still write it
    number = re.sub(r"^\+521(?=\d{10}$)", "+52", number)
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(parsed):
        return "valid"
    return "possible" if phonenumbers.is_possible_number(parsed) and len(number) > 8 else None


@lru_cache(maxsize=100_000)
def _is_national_mobile(digits: str, is_grouped: bool, regions: tuple[str, ...]) -> bool:
    """A mobile number of one of the regions: grouped, or with the trunk 0 that orders seldom begin with."""
    if not 9 <= len(digits) <= 12 or not (is_grouped or digits.startswith("0")):
        return False
    # British numbers kept for film and test (07700 900...) are no valid ones, and yet are written as such.
    if re.fullmatch(r"07\d{9}", digits):
        return True
    import phonenumbers

    for region in regions:
        try:
            parsed = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if (
            phonenumbers.is_valid_number(parsed)
            and phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
        ):
            return True
    return False


def _is_near_phone_word(text: str, start: int, end: int) -> bool:
    """The nearest word before it that says what it is says telephone; or the words after it do."""
    before = text[max(0, start - BEFORE) : start]
    phone = max((match.end() for match in _PHONE_WORD.finditer(before)), default=-1)
    other = max((match.end() for match in _OTHER_WORD.finditer(before)), default=-1)
    if phone > other:
        return True
    after = re.match(
        r"\W{0,3}(?:is|was|ist|are) (?:my|our|the|meine)? ?(?:\w+ )?(?:phone|mobile|cell|telephone|number|handy)",
        text[end : end + 40],
        re.IGNORECASE,
    )
    return other < 0 and after is not None and not _OTHER_WORD.search(after.group())
