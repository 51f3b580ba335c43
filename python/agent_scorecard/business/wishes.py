"""What customers wish for: phrases of wanting in five languages, and the thing that follows them.

A wish asks that the product gets something. A request to do something for the customer ("could you add my tax number") is
none, and neither is a wish for help, a refund or an answer. The lists were written for this; no other list was read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.business.small_words import SMALL
from agent_scorecard.business.wish_phrases import NOT_A_WISH, PHRASES
from agent_scorecard.text.prefilter import may_match


class Wish(NamedTuple):
    """Where it was found: its ``language`` and the ``words`` of the thing, in order, without small words."""

    language: str
    words: tuple[str, ...]


_COMPILED = {language: [re.compile(text, re.IGNORECASE) for text in texts] for language, texts in PHRASES.items()}
MOST_WORDS = 6


def may_wish(bodies: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which of the texts `wishes` may find something in; it reads a whole column at once."""
    plain = pc.replace_substring(bodies, "’", "'")
    return may_match(plain, [pattern for patterns in _COMPILED.values() for pattern in patterns])


def wishes(text: str) -> list[Wish]:
    """Every wish of a message, one for each sentence at most.

    >>> wishes("Thanks! It would be great if there was a dark mode for the mobile app.")
    [Wish(language='en', words=('dark', 'mode', 'mobile', 'app'))]
    >>> wishes("Could you add my VAT number to the invoice?")
    []
    """
    found = []
    for sentence in re.split(r"(?<=[.!?;\n])\s+", (text or "").replace("’", "'")):
        for language, patterns in _COMPILED.items():
            match = next((match for pattern in patterns if (match := pattern.search(sentence))), None)
            if match is None:
                continue
            thing = match["thing"].strip(" ,:-?¿")
            words = content_words(thing)
            if words and not NOT_A_WISH.search(thing):
                found.append(Wish(language, words))
            break
    return found


def content_words(thing: str) -> tuple[str, ...]:
    """The first six words that carry meaning, in lower case, once each; tokens of what was redacted are left out.

    >>> content_words("an export of the reports to Excel")
    ('export', 'reports', 'excel')
    """
    clause = re.split(r",| because | so that | since | weil | damit | porque | parce qu| para que ", thing)[0]
    words = [
        word for word in re.findall(r"[^\W\d_][\w'-]+", re.sub(r"<[^>]*>", " ", clause.lower())) if word not in SMALL
    ]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def stem(word: str) -> str:
    """A word without accents and endings, so that `exports`, `exporting` and `export` are one.

    >>> [stem(word) for word in ("exports", "exporting", "modos", "Kalender")]
    ['export', 'export', 'modo', 'kalend']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    for ending in ("ierung", "ungen", "ation", "ing", "ung", "ers", "ed", "es", "en", "er", "s"):
        if plain.endswith(ending) and len(plain) - len(ending) >= 4:
            return plain[: -len(ending)]
    return plain
