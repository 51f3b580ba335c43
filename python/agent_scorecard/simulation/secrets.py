"""Secrets that customers type where they should not: made up, but with valid check digits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KINDS = ("email", "phone", "card", "iban", "key", "name")
# How often each is met.
SHARES = (0.34, 0.26, 0.10, 0.08, 0.08, 0.14)
POOL = 512

_CARD_PREFIXES = ("4", "51", "52", "55", "34", "37", "6011")
_IBAN_SHAPES = (("DE", 18), ("GB", 18), ("FR", 23), ("NL", 14), ("ES", 20))
_PHONES = (
    "+44 20 7946 0{:03d}",
    "+1 (212) 555-0{:03d}",
    "+49 30 2312 5{:03d}",
    "+33 1 99 00 1{:03d}",
    "212-555-0{:03d}",
)
_DOMAINS = ("example.com", "example.org", "mail.example.net", "lumen-demo.example")


def luhn_digit(digits: str) -> str:
    """The last digit that makes a card number valid (ISO/IEC 7812-1).

    >>> luhn_digit("7992739871")
    '3'
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def iban_check(country: str, account: str) -> str:
    """The two check digits of an IBAN (ISO 13616, mod 97).

    >>> iban_check("GB", "WEST12345698765432")
    '82'
    """
    moved = "".join(str(int(character, 36)) for character in account + country + "00")
    return f"{98 - int(moved) % 97:02d}"


def pools(rng: np.random.Generator, names: list[str]) -> dict[str, list[str]]:
    """POOL secrets of every kind."""
    return {
        "email": [_email(rng, names) for _ in range(POOL)],
        "phone": [_PHONES[rng.integers(len(_PHONES))].format(rng.integers(100, 200)) for _ in range(POOL)],
        "card": [_card(rng) for _ in range(POOL)],
        "iban": [_iban(rng) for _ in range(POOL)],
        "key": [_key(rng) for _ in range(POOL)],
        "name": list(names),
    }


def name_of(customer_number: np.ndarray, name_count: int) -> np.ndarray:
    """Which of the names a customer bears: in the customer table, and where they write it.

    >>> name_of(np.array([3]), 2)
    array([1])
    """
    return customer_number * 7919 % name_count


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(map(str, rng.integers(10, size=count)))


def _email(rng: np.random.Generator, names: list[str]) -> str:
    first, *_, last = names[rng.integers(len(names))].lower().split()
    text = (f"{first}.{last}", f"{first}{rng.integers(10, 99)}", f"{first[0]}_{last}")[rng.integers(3)]
    return f"{text}@{_DOMAINS[rng.integers(len(_DOMAINS))]}"


def _card(rng: np.random.Generator) -> str:
    prefix = _CARD_PREFIXES[rng.integers(len(_CARD_PREFIXES))]
    length = 15 if prefix in ("34", "37") else 16
    body = prefix + _digits(rng, length - 1 - len(prefix))
    number = body + luhn_digit(body)
    gap = ("", " ", "-")[rng.integers(3)]
    if length == 15:
        return gap.join((number[:4], number[4:10], number[10:]))
    return gap.join(number[start : start + 4] for start in range(0, 16, 4))


def _iban(rng: np.random.Generator) -> str:
    country, length = _IBAN_SHAPES[rng.integers(len(_IBAN_SHAPES))]
    account = "WEST" if country == "GB" else "INGB" if country == "NL" else ""
    account += _digits(rng, length - len(account))
    text = country + iban_check(country, account) + account
    if rng.random() < 0.5:
        return text
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _key(rng: np.random.Generator) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    tail = "".join(letters[place] for place in rng.integers(len(letters), size=24))
    return (f"sk_live_{tail}", f"ghp_{tail}{tail[:12]}", f"AKIA{tail[:16].upper()}", f"Bearer {tail}{tail[::-1][:8]}")[
        rng.integers(4)
    ]


def plant(
    body: pa.Array,
    wanted: np.ndarray,
    rng: np.random.Generator,
    pool: dict[str, list[str]],
    intros: dict[str, list[str]],
    customer_number: np.ndarray,
) -> tuple[pa.Array, dict]:
    """Bodies with a secret at the end of the ``wanted`` ones, and what was planted: row, kind, text, start, end.

    Spans count characters from 0, end excluded. The names that customers write are their own.
    """
    here = np.flatnonzero(wanted)
    kind = rng.choice(len(KINDS), size=len(here), p=SHARES)
    share = rng.random((len(here), 2))
    intro = [intros[KINDS[k]][int(u * len(intros[KINDS[k]]))] for k, u in zip(kind, share[:, 0], strict=True)]
    text = [pool[KINDS[k]][int(u * len(pool[KINDS[k]]))] for k, u in zip(kind, share[:, 1], strict=True)]
    own = name_of(customer_number[here], len(pool["name"]))
    text = [pool["name"][n] if KINDS[k] == "name" else said for k, n, said in zip(kind, own, text, strict=True)]
    host = body.take(pa.array(here)) if len(here) else pa.array([], pa.string())
    length = np.asarray(pc.utf8_length(host))
    ahead = np.array([sentence.index("{x}") for sentence in intro], dtype=np.int64)
    start = length + 1 + ahead
    tail = pa.array([sentence.format(x=secret) for sentence, secret in zip(intro, text, strict=True)], pa.string())
    if len(here):
        body = pc.replace_with_mask(body, pa.array(wanted), pc.binary_join_element_wise(host, tail, " "))
    lengths = np.array([len(secret) for secret in text], dtype=np.int64)
    planted = {"row": here, "kind": [KINDS[k] for k in kind], "text": text, "start": start, "end": start + lengths}
    return body, planted
