"""Secrets made of digits: bank cards, IBANs and telephone numbers.

Digits alone prove nothing: orders, tickets, dates and prices are digits too. A card must pass Luhn and begin as an
issuer's card begins; an IBAN must have its country's length and shape and pass mod 97; a telephone number must be
one by the rules of its country, or stand where people write telephone numbers. The rules themselves are
maintained elsewhere: python-stdnum and phonenumbers (Google's libphonenumber).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Found = tuple[int, int, str]

# What stands directly before a number that is neither a card nor a telephone.
_IDENTIFIES = re.compile(
    r"(?:order|ticket|invoice|ref(?:erence)?|case|account|acct|customer|client|policy|booking|reservation|confirmation|tracking|parcel|shipment"
    r"|transaction|txn|payment|serial|sku|model|version|build|isbn|ean|upc|gtin|imei|article|item|part|product|member(?:ship)?|contract|request"
    r"|session|trace|error|event|device|user|meter|tax|vat|bestell(?:ung|nummer)?|auftrag(?:snummer)?|rechnung(?:snummer)?|kundennummer|vorgang"
    r"|sendung(?:snummer)?|vertrag(?:snummer)?|pedido|factura|commande|facture|dossier|ordine|fattura|id|flight)s?"
    r"(?:[ -]?(?:number|num|no|nr|nummer|id|code|key|ref|n°|nº|numero|número|numéro))?\.?"
    r"(?: (?:is|was|are|ist|es|est|from|of))?[\s:#=(\"'-]{0,4}$",
    re.IGNORECASE,
)
_BEFORE = 48

# ---------------------------------------------------------------- digits in groups

_RUN = re.compile(r"(?<![\w.])\d(?:[ \-.\u00a0\u2009\u202f\u2010-\u2015_/\n\t]{0,3}\d){11,60}(?![\w])")
_GROUP = re.compile(r"\d+")
_CARD_WORD = re.compile(
    r"card|visa|master|maestro|amex|american express|diners|discover|debit|credit|karte|carte|tarjeta|cart[aã]o|\bcarta|\bpan\b|\bcc\b",
    re.IGNORECASE,
)

_CARD_SAID = re.compile(
    r"(?<!gift )(?<!id )(?<!\w)(?:card|karte|kreditkarte|carte(?: bancaire)?|tarjeta|carta|kaart|cart[aã]o|kart[aęy]|maestro)"
    r"(?: (?:number|no\.?|nr\.?|n[º°]|numero|número|numéro))?[ :#-]{1,3}(\d(?:[ -]?\d){11,18})(?!\w)",
    re.IGNORECASE,
)


def cards(text: str) -> Iterator[Found]:
    """Card numbers, in one piece or in groups.

    >>> [number for _, _, number in cards("4111 1111 1111 1111 12/27, order 4111111111111112")]
    ['4111111111111111']
    """
    from stdnum import luhn

    for run in _RUN.finditer(text):
        groups = [(m.start(), m.end()) for m in _GROUP.finditer(text, run.start(), run.end())][:64]
        first = 0
        while first < len(groups):
            last = _card_from(text, groups, first)
            if last is None:
                first += 1
            else:
                start, end = groups[first][0], groups[last][1]
                yield start, end, _digits(text[start:end])
                first = last + 1
    # after its word a number of any issuer, Maestro's twelve digits too
    for match in _CARD_SAID.finditer(text):
        number = _digits(match.group(1))
        if 12 <= len(number) <= 19 and luhn.is_valid(number):
            yield match.start(1), match.end(1), number


def _card_from(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The group that ends a card number beginning at ``first``; groupings that cards are printed in come first."""
    candidates = []
    sizes: list[int] = []
    for last in range(first, min(first + 19, len(groups))):
        sizes.append(groups[last][1] - groups[last][0])
        if sum(sizes) > 19:
            break
        if sum(sizes) >= 13:
            candidates.append((not _is_printed_so(sizes), -sum(sizes), last, tuple(sizes)))
    for is_odd, _, last, of_sizes in sorted(candidates):
        # A long number cut to fit is no card: its neighbours would be groups of the same size.
        neighbours = [groups[i][1] - groups[i][0] for i in (first - 1, last + 1) if 0 <= i < len(groups)]
        is_cut = len(of_sizes) > 1 and 4 in neighbours
        if not is_cut and _is_card(text, groups[first][0], groups[last][1], of_sizes, is_odd):
            return last
    return None


def _is_printed_so(sizes: list[int]) -> bool:
    if sum(sizes) == 16 and all(size % 4 == 0 for size in sizes):
        return True
    return len(sizes) == 1 or sizes in (
        [4, 4, 4, 4],
        [4, 6, 5],
        [4, 6, 4],
        [4, 4, 4, 4, 3],
        [4, 4, 4, 4, 2],
        [4, 4, 5],
        [6, 13],
        [8, 8],
    )


def _is_card(text: str, start: int, end: int, sizes: tuple[int, ...], is_odd: bool) -> bool:
    from stdnum import luhn

    number = _digits(text[start:end])
    issuer = _issuer(number)
    if issuer is None or len(set(number)) == 1:
        return False
    before = text[max(0, start - _BEFORE) : start]
    if not luhn.is_valid(number):
        # one digit mistyped, and still a card: in fours, with the word right before it
        return sizes == (4, 4, 4, 4) and bool(_CARD_WORD.search(before[-24:])) and not _IDENTIFIES.search(before)
    if re.search(r"[_/\n\t]", text[start:end]) and is_odd:
        return False
    is_named = bool(_CARD_WORD.search(before)) or bool(_CARD_WORD.search(text[end : end + 24]))
    if _IDENTIFIES.search(before):
        return False
    # digits that happen to pass Luhn, in groups that no card is printed in: a counted list, sizes, a page bar
    return is_named or (issuer == "sure" and not (is_odd and len(set(sizes)) > 1))


def _issuer(number: str) -> str | None:
    """`sure` for the ranges and lengths that nearly every card has, `rare` for those that need a word beside them.

    Ranges: ISO/IEC 7812 issuer identification numbers as the card schemes publish them.
    """
    size, two, four = len(number), int(number[:2]), int(number[:4])
    if size == 16 and (
        number[0] == "4"
        or 51 <= two <= 55
        or 2221 <= four <= 2720
        or four == 6011
        or two in (62, 65)
        or 3528 <= four <= 3589
    ):
        return "sure"
    if size == 16 and 644 <= int(number[:3]) <= 649:
        return "sure"
    if (size == 15 and two in (34, 37)) or (size == 14 and (two in (36, 38, 39) or 300 <= int(number[:3]) <= 305)):
        return "sure"
    if (number[0] == "4" and size in (13, 19)) or (
        two in (50, 56, 57, 58, 60, 62, 63, 64, 65, 67, 81) and 13 <= size <= 19
    ):
        return "rare"
    return None


# ---------------------------------------------------------------- IBAN

_IBAN = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=\bIBAN)|(?<=\biban))[A-Za-z]{2}[ .-]?\d[ .-]?\d(?=(?:[ .\-\u00a0\n\t]{0,2}[A-Za-z0-9]){11})"
)


def ibans(text: str) -> Iterator[Found]:
    """Bank account numbers that their country and mod 97 vouch for, spaced or not, in any case.

    >>> [number for _, _, number in ibans("pay to de89 3704 0044 0532 0130 00 please")]
    ['DE89370400440532013000']
    """
    for match in _IBAN.finditer(text):
        size = _iban_length(text[match.start() : match.start() + 2].upper())
        if not size:
            continue
        position, gap = match.start(), 0
        taken: list[str] = []
        while position < len(text) and len(taken) < size and gap <= 2:
            character = text[position]
            if character.isascii() and character.isalnum():
                taken.append(character)
                gap = 0
            elif character in " .-\n\t\u00a0\u2009\u202f":
                gap += 1
            else:
                break
            position += 1
        number = "".join(taken).upper()
        if len(number) == size and not text[position : position + 1].isalnum() and _is_iban(number):
            yield match.start(), position, number


def _is_iban(number: str) -> bool:
    from stdnum import iban

    # The national check digits inside are left out: test and virtual accounts often break them, mod 97 never.
    return iban.is_valid(number, check_country=False)


@lru_cache(maxsize=1024)
def _iban_length(country: str) -> int:
    """The length of a country's IBAN, 0 where it has none; from python-stdnum's copy of the registry."""
    from stdnum import numdb

    structure = numdb.get("iban").info(country + "00")[0][1].get("bban", "")
    return 4 + sum(int(size) for size in re.findall(r"(\d+)!", structure)) if structure else 0


# ---------------------------------------------------------------- telephone

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
    r"|\blig(?:a|ue|uem|ar|ação)\b|telem[oó]vel|\bbel(?:len|t)? (?:me|mij|ons)|\bbel(?:len)?\b.{0,12}\bop\b|zadzwo|dzwoni|kom[oó]rk|\bring\b|mobil\b",
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
_NANP = re.compile(
    r"(?:\+?1[ .\-]{0,2})?(?:\([2-9]\d{2}\)[ .\-]{0,2}|[2-9]\d{2}[.\-\u2011\u2013])\d{3}[ .\-\u2011\u2013]\d{4}"
)
_NANP_SPACED = re.compile(r"(?:1 )?[2-9]\d{2} [2-9]\d{2}[ -]\d{4}")


def phones(text: str, regions: tuple[str, ...] = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN")) -> Iterator[Found]:
    """Telephone numbers: international ones by their country's rules, others by shape and by the words around.

    ``regions`` are the countries whose national mobile numbers are known without a country code. The normal form is
    the last eight digits, which are the same with and without the country's code.

    >>> [number for _, _, number in phones("call +44 20 7946 0958 on 2026-03-01 about order 5551234567")]
    ['79460958']
    """
    for match in _SPELLED.finditer(text):
        digits = _digits_spoken(match.group())
        if 7 <= len(digits) <= 15 and _is_near_phone_word(text, match.start(), match.end()):
            yield match.start(), match.end(), digits[-8:]
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    text = _OTHER.sub(lambda match: "\0" * len(match.group()), text)
    for match in _PHONE.finditer(text):
        found = _phone(text, match.start(), match.end(), regions)
        if found:
            start, end, number = found
            extension = _EXTENSION.match(text, end)
            yield start, extension.end() if extension else end, number


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
    digits = _digits(raw)
    before = text[max(0, start - _BEFORE) : start]
    is_identifier = bool(_IDENTIFIES.search(before)) and not _PHONE_WORD.search(before[-24:])
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
    ends = [match.end() for match in _GROUP.finditer(text, start, end)]
    best = None
    for candidate in reversed(ends):
        digits = _digits(text[start:candidate])
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
    before = text[max(0, start - _BEFORE) : start]
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


def _digits(text: str) -> str:
    return "".join(str(int(character)) for character in text if character.isdecimal())
