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
IDENTIFIES = re.compile(
    r"(?:order|ticket|invoice|ref(?:erence)?|case|account|acct|customer|client|policy|booking|reservation|confirmation|tracking|parcel|shipment"
    r"|transaction|txn|payment|serial|sku|model|version|build|isbn|ean|upc|gtin|imei|article|item|part|product|member(?:ship)?|contract|request"
    r"|session|trace|error|event|device|user|meter|tax|vat|bestell(?:ung|nummer)?|auftrag(?:snummer)?|rechnung(?:snummer)?|kundennummer|vorgang"
    r"|sendung(?:snummer)?|vertrag(?:snummer)?|pedido|factura|commande|facture|dossier|ordine|fattura|id|flight)s?"
    r"(?:[ -]?(?:number|num|no|nr|nummer|id|code|key|ref|n°|nº|numero|número|numéro))?\.?"
    r"(?: (?:is|was|are|ist|es|est|from|of))?[\s:#=(\"'-]{0,4}$",
    re.IGNORECASE,
)
BEFORE = 48
_RUN = re.compile(r"(?<![\w.])\d(?:[ \-.\u00a0\u2009\u202f\u2010-\u2015_/\n\t]{0,3}\d){11,60}(?![\w])")
GROUP = re.compile(r"\d+")
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
        groups = [(m.start(), m.end()) for m in GROUP.finditer(text, run.start(), run.end())][:64]
        first = 0
        while first < len(groups):
            last = _card_from(text, groups, first)
            if last is None:
                first += 1
            else:
                start, end = groups[first][0], groups[last][1]
                yield start, end, digits_of(text[start:end])
                first = last + 1
    # after its word a number of any issuer, Maestro's twelve digits too
    for match in _CARD_SAID.finditer(text):
        number = digits_of(match.group(1))
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

    number = digits_of(text[start:end])
    issuer = _issuer(number)
    if issuer is None or len(set(number)) == 1:
        return False
    before = text[max(0, start - BEFORE) : start]
    if not luhn.is_valid(number):
        # one digit mistyped, and still a card: in fours, with the word right before it
        return sizes == (4, 4, 4, 4) and bool(_CARD_WORD.search(before[-24:])) and not IDENTIFIES.search(before)
    if re.search(r"[_/\n\t]", text[start:end]) and is_odd:
        return False
    is_named = bool(_CARD_WORD.search(before)) or bool(_CARD_WORD.search(text[end : end + 24]))
    if IDENTIFIES.search(before):
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


def digits_of(text: str) -> str:
    return "".join(str(int(character)) for character in text if character.isdecimal())
