"""Which texts of a whole column a list of patterns may find anything in: one pass of Arrow's linear engine, RE2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

# what RE2 reads as ASCII and Python as Unicode; without a border a pattern only says yes more often
_WIDER = {"w": r"\pL\pN_", "d": r"\p{Nd}", "s": r"\s\pZ"}
_COUNTED = re.compile(r"\{\d*,\d{2,}\}\??")


def may_match(texts: pa.Array | pa.ChunkedArray, patterns: Iterable[re.Pattern]) -> pa.ChunkedArray:
    """True where any of the patterns, read without regard to case, may match; never false where one does.

    ``texts``: strings; null is false. The patterns may use groups, alternatives, classes, repeats and look-arounds.
    """
    found = pc.match_substring_regex(
        pa.chunked_array([texts]) if isinstance(texts, pa.Array) else texts, _any(tuple(patterns))
    )
    return pc.fill_null(found, False)


@lru_cache(maxsize=16)
def _any(patterns: tuple[re.Pattern, ...]) -> str:
    return "(?i)" + "|".join(f"(?:{linear(pattern.pattern)})" for pattern in patterns)


def linear(pattern: str) -> str:
    r"""The pattern in RE2's language, wider where that cannot say the same.

    >>> linear(r"\b(?:to|at) (?!the )(?P<thing>[^.\s]{3,120})\w+")
    '(?:to|at) (?:[^.\\s\\pZ]*)[\\pL\\pN_]+'
    """
    pieces, place, in_class = [], 0, False
    while place < len(pattern):
        two = pattern[place : place + 2]
        if not in_class and (around := re.match(r"\(\?(?:<?[!=])", pattern[place:])):
            place = _closing(pattern, place + around.end())
        elif not in_class and (named := re.match(r"\(\?P<\w+>", pattern[place:])):
            pieces.append("(?:")
            place += named.end()
        elif not in_class and (counted := _COUNTED.match(pattern, place)):
            pieces.append("*")
            place = counted.end()
        elif two[:1] == "\\":
            if two[1] in "WDSB":
                raise ValueError(f"{two} has no wider form in RE2: {pattern}")
            wider = _WIDER.get(two[1])
            pieces.append("" if two == r"\b" else two if wider is None else wider if in_class else f"[{wider}]")
            place += 2
        else:
            in_class = two[0] == "[" or (in_class and two[0] != "]")
            pieces.append(two[0])
            place += 1
    return "".join(pieces)


def _closing(pattern: str, place: int) -> int:
    """The place behind the bracket that closes the group that is open at ``place``."""
    depth, in_class = 1, False
    while depth:
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif in_class or letter == "[":
            in_class = letter != "]"
        else:
            depth += (letter == "(") - (letter == ")")
        place += 1
    return place
