"""Messages that say nothing but stock phrases: a customer's thanks, an agent's greeting.

The phrases are data (``seeds/phrases.csv``), written as small templates:

====================  ==========================================================
``many thanks``       these words, in any case, with or without accents
``(bye|see you)``     one of these
``[so much]``         may be missing
``{name}``            a person's name: one or two capitalised words
``{brand}``           what agents and companies call themselves: up to three words
====================  ==========================================================

All templates together become one regular expression. Arrow matches it with RE2, whose time is linear in the text
whatever the text is, so no message can make it slow.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

# Longer messages have more to say than a stock phrase; they are not even looked at.
LONGEST_THANKS = 300
LONGEST_BOILERPLATE = 600

# A thanks-only message is made of these kinds, and not of the silent ones alone.
HARMLESS = frozenset({"thanks", "farewell", "satisfied", "greeting", "courtesy", "filler"})
SILENT = frozenset({"greeting", "courtesy", "filler"})
# Boilerplate is made of any stock phrases, but "yes" and "great" alone are answers.
STOCK = HARMLESS | {"introduction", "acknowledgement"}
ANSWERS = frozenset({"satisfied", "filler"})

_CAPITAL = "[A-ZÆØŁĐĦÞА-ЯΑ-Ω]"
_SMALL = "[a-zæøłđħþıа-яα-ω]"
_PLACEHOLDERS = {
    "{name}": f"(?-i:{_CAPITAL}{_SMALL}*{_CAPITAL}?{_SMALL}+ (?:{_CAPITAL}{_SMALL}+ )?)",
    "{brand}": f"(?-i:(?:{_CAPITAL}(?:{_CAPITAL}|{_SMALL}|[0-9])* ){{1,3}})",
}
_NOTHING = pa.array([""])
_TEMPLATE = re.compile(r"\{\w+\}|[()\[\]|]|[^\s()\[\]|{}]+")
# Scripts written without spaces (and Korean, where people leave them out): the gap after a word is optional.
_UNSPACED = re.compile("[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Phrases:
    """The stock phrases: ``(template, kind)`` pairs.

    >>> phrases = Phrases((("thanks [a lot]", "thanks"), ("bye", "farewell"), ("hello [{name}]", "greeting")))
    >>> texts = pa.array(["Thanks a lot, bye!", "Thanks, but it still fails", "Hello Ann", None])
    >>> phrases.is_thanks_only(texts).to_pylist()
    [True, False, False, None]
    >>> phrases.is_boilerplate(texts).to_pylist()
    [True, False, True, None]
    """

    templates: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, table: pa.Table) -> Phrases:
        """From the seed as a table with the columns ``phrase`` and ``kind``."""
        rows = tuple(zip(table["phrase"].to_pylist(), table["kind"].to_pylist(), strict=True))
        unknown = sorted({kind for _, kind in rows} - STOCK)
        if unknown:
            raise ValueError(f"phrases: unknown kind {', '.join(unknown)}; known are {', '.join(sorted(STOCK))}")
        for number, (template, _) in enumerate(rows, start=2):
            if pc.match_substring_regex(_NOTHING, f"^{_expression(template)}$")[0].as_py():
                raise ValueError(f"phrases, line {number}: {template!r} also matches no words at all")
        return cls(rows)

    def is_thanks_only(self, texts: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Does the message only thank, confirm or say goodbye? Null stays null.

        A question mark, an unhappy emoji or one word that no phrase knows makes it False; so does an empty message.
        """
        return self._consists_of(texts, HARMLESS, SILENT, LONGEST_THANKS, questions=True)

    def is_boilerplate(self, texts: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Does the message only greet, introduce itself, acknowledge or offer help? Null stays null."""
        return self._consists_of(texts, STOCK, ANSWERS, LONGEST_BOILERPLATE, questions=False)

    def _consists_of(
        self,
        texts: pa.Array | pa.ChunkedArray,
        kinds: frozenset[str],
        but_not: frozenset[str],
        longest: int,
        *,
        questions: bool,
    ) -> pa.Array:
        if isinstance(texts, pa.ChunkedArray):
            texts = texts.combine_chunks()
        short = pc.less_equal(pc.utf8_length(texts), longest)
        plain = _normalised(pc.if_else(short, texts, ""), questions=questions)
        # nearly every message has a word that no phrase knows, which a plain list of words finds seven times faster
        possible = pc.fill_null(pc.match_substring_regex(plain, self._words(kinds)), False)
        candidates = plain.filter(possible)
        only = pc.match_substring_regex(candidates, self._pattern(kinds))
        is_so = pc.and_not(only, pc.match_substring_regex(candidates, self._pattern(but_not)))
        return pc.if_else(pc.is_null(texts), None, pc.replace_with_mask(pa.repeat(False, len(texts)), possible, is_so))

    def _words(self, kinds: frozenset[str]) -> str:
        """Nothing but words of these kinds' phrases, in any order, and names."""
        parts = {part for template, kind in self.templates if kind in kinds for part in _TEMPLATE.findall(template)}
        words = sorted(_word(part) for part in parts - set("()[]|") - set(_PLACEHOLDERS))
        return "(?i)^ ?(?:" + "|".join((*words, _PLACEHOLDERS["{brand}"])) + ")*$"

    def _pattern(self, kinds: frozenset[str]) -> str:
        """Any number of phrases of these kinds and nothing else."""
        expressions = (_expression(template) for template, kind in self.templates if kind in kinds)
        return "(?i)^ ?(?:" + "|".join(expressions) + ")*$"


@cache
def _expression(template: str) -> str:
    """One template as a regular expression over normalised words, each followed by a space."""
    brackets = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|"}
    parts = [brackets.get(part) or _PLACEHOLDERS.get(part) or _word(part) for part in _TEMPLATE.findall(template)]
    return "(?:" + "".join(parts) + ")"


@cache
def _word(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    plain = "".join(sign for sign in decomposed if unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Sk"))
    if _UNSPACED.search(plain):
        return re.escape(plain) + " ?"
    # "thanksss" is thanks
    stretched = "+" if len(plain) > 1 and plain[-1].isalpha() else ""
    return re.escape(plain) + stretched + " "


def _normalised(texts: pa.Array | pa.ChunkedArray, *, questions: bool) -> pa.Array | pa.ChunkedArray:
    """Words and emoji without accents, apostrophes and punctuation, one space after each; case is kept for names."""
    steps = (
        (r"[:;=]['’]?-?[(\[|/\\]", " ☹ "),
        (r"[:;=]-?[)\]DpP]|<3|\^\^", " ☺ "),
        ("[!?]*[?？؟][!?]*", " ? " if questions else " "),
        ("ß", "ss"),
        (r"['’‘`´]", ""),
        (r"[\p{Mn}\p{Me}\p{Cf}\p{Sk}]", ""),
        (r"([\p{So}])", r" \1 "),
        (r"[^\p{L}\p{Mc}\p{N}\p{So}?]+", " "),
    )
    texts = pc.utf8_normalize(texts, form="NFKD")
    for pattern, replacement in steps:
        texts = pc.replace_substring_regex(texts, pattern, replacement)
    return pc.binary_join_element_wise(pc.utf8_trim(texts, " "), "", " ")
