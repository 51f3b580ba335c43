"""The words of a text with VADER's valence of each, and what its spelling says: capitals, emoticons, joined pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.tokens import WIDE_SPACES, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_A_WORD = 0


@dataclass(frozen=True)
class _Rules:
    """The package's word lists, as arrays and dictionaries."""

    lexicon: dict[str, float]
    boosters: dict[str, float]
    negations: frozenset[str]
    emojis: dict[str, str]
    emoji_pattern: re.Pattern
    # words that take part in rules of several words have a number of their own
    numbers: dict[str, int]
    idioms_of_two: np.ndarray
    idioms_of_three: np.ndarray
    boosters_of_two: np.ndarray

    @property
    def size(self) -> int:
        return len(self.numbers) + 1


@cache
def feeling_words() -> frozenset[str]:
    """The words that carry a feeling, good or bad."""
    return frozenset(vader_rules().lexicon)


@cache
def vader_rules() -> _Rules:
    """VADER's lexicon and lists, read once."""
    from vaderSentiment import vaderSentiment as package

    analyzer = package.SentimentIntensityAnalyzer()
    phrases = {**package.SPECIAL_CASES, **package.BOOSTER_DICT}
    in_phrases = {word for phrase in phrases if " " in phrase for word in phrase.split()}
    alone = {"no", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "very", "kind", "of", "but"}
    numbers = {word: number for number, word in enumerate(sorted(in_phrases | alone), start=1)}
    size = len(numbers) + 1

    def table(entries: dict[str, float], words: int, otherwise: float) -> np.ndarray:
        values = np.full(size**words, otherwise)
        for phrase, value in entries.items():
            if len(parts := phrase.split()) == words:
                values[int(np.ravel_multi_index([numbers[part] for part in parts], (size,) * words))] = value
        return values

    # the package compares single characters, so its emojis of several code points never match
    emojis = {sign: name for sign, name in analyzer.emojis.items() if len(sign) == 1}
    return _Rules(
        lexicon=analyzer.lexicon,
        boosters=package.BOOSTER_DICT,
        negations=frozenset(package.NEGATE),
        emojis=emojis,
        emoji_pattern=re.compile(_blocks(emojis)),
        numbers=numbers,
        idioms_of_two=table(package.SPECIAL_CASES, 2, np.nan),
        idioms_of_three=table(package.SPECIAL_CASES, 3, np.nan),
        boosters_of_two=table(package.BOOSTER_DICT, 2, 0.0),
    )


def _blocks(signs: Iterable[str]) -> str:
    """A character class of the few blocks in which the signs lie: quick to search, the dictionary decides."""
    blocks: list[list[int]] = []
    for point in sorted(map(ord, signs)):
        if blocks and point - blocks[-1][1] <= 64:
            blocks[-1][1] = point
        else:
            blocks.append([point, point])
    return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in blocks) + "]"


class Words(NamedTuple):
    """The words of a piece. ``first`` (n+1) is where each message's words begin; the other arrays are per word."""

    first: np.ndarray
    number: np.ndarray  # of a word in rules of several words, else 0
    valence: np.ndarray
    is_lexical: np.ndarray
    booster: np.ndarray
    is_booster: np.ndarray
    is_negation: np.ndarray
    is_upper: np.ndarray


def spelled_out(texts: pa.Array) -> pa.Array:
    """Emojis as the package's descriptions, each set apart from what precedes it; every kind of space as a space."""
    rules = vader_rules()

    def described(match: re.Match) -> str:
        start = match.start()
        name = rules.emojis.get(match[0])
        if name is None:
            return match[0]
        return name if start == 0 or match.string[start - 1] == " " else " " + name

    texts = pc.replace_substring_regex(texts, WIDE_SPACES, " ")
    is_wide = np.asarray(pc.not_equal(pc.utf8_length(texts), pc.binary_length(texts)))
    places = np.flatnonzero(is_wide)
    spelled = [rules.emoji_pattern.sub(described, text) for text in texts.take(pa.array(places)).to_pylist()]
    return pc.replace_with_mask(texts, pa.array(is_wide), pa.array(spelled, texts.type))


def looked_up(data: np.ndarray, offsets: np.ndarray) -> Words:
    """The words of a piece, every distinct one looked up once."""
    tokens = tokenize(data, offsets)
    return Words(tokens.first, *(feature[tokens.place] for feature in _features(tokens.words)))


def _features(words: list[str]) -> tuple[np.ndarray, ...]:
    """What the rules know of each distinct word, in the order of the fields of Words."""
    rules = vader_rules()
    lower = [word.lower() for word in words]
    valence = np.array([rules.lexicon.get(word, np.nan) for word in lower], float)
    booster = np.array([rules.boosters.get(word, np.nan) for word in lower], float)
    is_lexical, is_booster = ~np.isnan(valence), ~np.isnan(booster)
    return (
        np.array([rules.numbers.get(word, NOT_A_WORD) for word in lower], np.int16),
        np.where(is_lexical, valence, 0.0),
        is_lexical,
        np.where(is_booster, booster, 0.0),
        is_booster,
        np.array([word in rules.negations or "n't" in word for word in lower], bool),
        np.array([word.isupper() for word in words], bool),
    )
