"""Which language a message is written in, where its length allows an answer."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The beginning tells the language, and bounds the work.
BEGINNING = 120
# Above this the identifier's first guess is taken: on real English chat messages of ten letters and more it is wrong
# in less than one of a hundred such cases, whereas its guesses below are wrong in one of four.
SURE = 0.5
# Below, the expected language stands unless it is this many times less likely than the best guess.
MUCH_LESS_LIKELY = 50
# Fewer letters than this say nothing at all.
FEWEST_LETTERS = 2

_CODE = re.compile(r"^\s*([A-Za-z]{2})(?:[-_].*)?\s*$")


@cache
def _identifier() -> LanguageIdentifier:
    # loaded once; the module's own functions share one whose probabilities are not normalised
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def languages(texts: pa.Array, expected: pa.Array, default: str) -> pa.Array:
    """ISO 639-1 codes, null where the text has no letters to tell by.

    Args:
        texts: n messages.
        expected: n codes (``en``, ``pt-BR``), as the desk knows them for the ticket; null where it does not.
        default: the code that is expected where nothing else is.

    Long texts decide by themselves. Short ones ("ok", "no") exist in many languages: for them the expected language
    stands unless another one is far more likely.

    >>> texts = pa.array(["Meine Bestellung ist nicht angekommen", "ok", ":)", None])
    >>> languages(texts, pa.array([None, "fr-CA", "en", "en"]), "en").to_pylist()
    ['de', 'fr', None, None]
    """
    beginnings = pc.utf8_slice_codeunits(texts, 0, BEGINNING).to_pylist()
    known: dict[tuple[str, str], str] = {}
    found = []
    for text, hint in zip(beginnings, expected.to_pylist(), strict=True):
        if text is None or sum(map(str.isalpha, text)) < FEWEST_LETTERS:
            found.append(None)
            continue
        key = (text, code_of(hint) or default)
        if key not in known:
            known[key] = _language(*key)
        found.append(known[key])
    return pa.array(found, pa.string())


def code_of(name: str | None) -> str | None:
    """The ISO 639-1 part of a language tag: ``pt`` of ``pt-BR``; None where it is no tag."""
    match = _CODE.match(name or "")
    return match[1].lower() if match else None


def _language(text: str, expected: str) -> str:
    identifier = _identifier()
    # addresses and names of others are in no language
    text = re.sub(r"https?://\S+|\S+@\S+|[@#]\w+", " ", text)
    best, confidence = identifier.classify(text)
    if confidence >= SURE or best == expected:
        return best
    chances = dict(identifier.rank(text))
    return best if chances.get(expected, 0.0) * MUCH_LESS_LIKELY < chances[best] else expected
