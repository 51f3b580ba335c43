"""How a message feels, by any scorer: the built-in one, one fitted to a team's own labels, or a team's own.

A scorer is whatever has these three things, so that a team can bring its own without inheriting anything:

- ``version``: names the scorer *and* its weights; it is stored with every row, and rows of another version are
  scored again;
- ``languages``: the ISO 639-1 codes it understands; messages in others get null, never 0;
- ``score``: n messages to n numbers from -1 (as unhappy as can be) to 1, NaN where it cannot say.
"""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.automatic import is_automatic
from agent_scorecard.text.cleaning import own_words
from agent_scorecard.text.language import languages
from agent_scorecard.text.vader import polarity_scores

if TYPE_CHECKING:
    from agent_scorecard.text.phrases import Phrases

# How a message is read before it is scored: cleaning, language, phrases. Raised whenever one of them changes its mind,
# so that every row is read again.
READING = 3

SCHEMA = pa.schema(
    [
        ("language", pa.string()),
        ("sentiment", pa.decimal128(9, 4)),
        ("is_thanks_only", pa.bool_()),
        ("is_boilerplate", pa.bool_()),
        ("is_automatic", pa.bool_()),
    ]
)


class Scorer(Protocol):
    """Anything that turns messages into sentiment."""

    @property
    def version(self) -> str:
        """What every row that it scored carries; it changes with whatever changes a score."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it can read."""

    def score(self, texts: pa.Array) -> np.ndarray:
        """One number from -1 to 1 per text."""


@dataclass(frozen=True)
class Vader:
    """The built-in scorer: the rules and the lexicon of vaderSentiment 3.3.2, which are English."""

    version: str = "vader-3.3.2"
    languages: frozenset[str] = frozenset({"en"})

    def score(self, texts: pa.Array) -> np.ndarray:
        return polarity_scores(texts).compound


def scorer_of(name: str | None, folder: Path | None = None) -> Scorer:
    """The scorer that the var ``sentiment_model`` names.

    Args:
        name: None or ``vader``; the path of a model that ``agent-scorecard fit sentiment`` stored; or the dotted path
            ``package.module:name`` of a scorer or of a function that returns one.
        folder: where relative paths begin.

    Raises:
        ValueError: it names nothing that is a scorer.
    """
    if not name or name == "vader":
        return Vader()
    if str(name).endswith(".npz"):
        from agent_scorecard.text.hybrid import Hybrid

        return Hybrid.load((folder or Path()) / name)
    module, _, attribute = str(name).partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"sentiment_model: {name!r} is no stored model (.npz) and no package.module:name") from error
    scorer = found() if callable(found) else found
    missing = [part for part in ("version", "languages", "score") if not hasattr(scorer, part)]
    if missing:
        raise ValueError(f"sentiment_model: {name!r} gives no scorer: it has no {', '.join(missing)}")
    return scorer


def fingerprint(phrases: Phrases, default_language: str) -> str:
    """What the reading of a message depends on besides its words: stored rows with another one are read again."""
    known = (default_language, *(f"{template}\t{kind}" for template, kind in sorted(phrases.templates)))
    return f"{READING}-{hashlib.md5(chr(10).join(known).encode()).hexdigest()[:8]}"


def messages_scored(
    bodies: pa.Array, expected_languages: pa.Array, *, scorer: Scorer, phrases: Phrases, default_language: str = "en"
) -> pa.RecordBatch:
    """What n messages say, as the columns of SCHEMA; each row depends on its own message alone.

    Quotes, signatures and markup are left out first. The sentiment is null where the language is not the scorer's and
    where there is nothing to score: no letter, and no emoticon that the lexicon knows.
    """
    own = own_words(bodies)
    found = languages(own, expected_languages, default_language)
    # without letters there is no language, but an emoticon speaks in all of them
    understood = pc.fill_null(pc.is_in(found, pa.array(sorted(scorer.languages))), False)
    wordless = pc.and_(pc.is_null(found), pc.is_valid(own))
    scorable = pc.or_(understood, wordless).to_numpy(zero_copy_only=False)
    scores = np.full(len(own), np.nan)
    if scorable.any():
        scores[scorable] = np.clip(scorer.score(own.filter(pa.array(scorable))), -1, 1)
    feelingless = wordless.to_numpy(zero_copy_only=False) & ~_has_feeling(own, wordless)
    scores[feelingless] = np.nan
    sentiment = pa.array(np.round(scores, 4), mask=np.isnan(scores)).cast(pa.decimal128(9, 4))
    columns = [found, sentiment, phrases.is_thanks_only(own), phrases.is_boilerplate(own), is_automatic(bodies)]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _has_feeling(texts: pa.Array, where: pa.Array) -> np.ndarray:
    """Does a message, where asked, hold an emoji or emoticon of the lexicon?"""
    found = np.zeros(len(texts), bool)
    asked = where.to_numpy(zero_copy_only=False)
    if asked.any():
        found[asked] = polarity_scores(texts.filter(where)).compound != 0
    return found
