"""VADER sentiment (Hutto and Gilbert 2014), every rule of vaderSentiment 3.3.2, over whole columns at once.

The lexicon, the booster words, the negations and the idioms are read from the installed package. What differs is the
order of the work: the package walks through one message a word at a time and looks at all its words again at every
hit (which makes long messages quadratic); here a batch of messages is one array of bytes, cut into one array of
words, and the rules run on the few words that the lexicon knows, all messages together. Time is linear in the bytes.

Scores are the package's own, digit for digit: the same floating-point operations in the same order, its quirks
included. Three of them look like mistakes and are kept because the scores are published under its name:

- ``but`` halves what precedes it and raises what follows, but the package finds each value by its *first* occurrence
  in a list that it is changing, so equal values can be changed twice or not at all;
- sums run from left to right (``sum`` as in Python 3.11; later versions compensate);
- a stripped word of two characters or fewer keeps its punctuation, as it may be an emoticon.
"""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.tokens import WIDE_SPACES, bytes_of, pieces, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

# Only this many characters of a message are read. Identity with the package holds up to here; beyond, the score is
# the package's score of the first 10,000 characters.
LONGEST_MESSAGE = 10_000
# Messages are worked through in pieces of about this many bytes, which bounds the memory.
PIECE_BYTES = 4_000_000

_NOT_A_WORD = 0


class Scores(NamedTuple):
    """One value per message: shares of negative, neutral and positive words, and the compound score in [-1, 1]."""

    neg: np.ndarray
    neu: np.ndarray
    pos: np.ndarray
    compound: np.ndarray


def polarity_scores(texts: pa.Array | pa.ChunkedArray, longest: int = LONGEST_MESSAGE) -> Scores:
    """VADER's four scores of each message; all zero where there are no words (or where the text is null).

    Args:
        texts: n messages.
        longest: characters of a message that are read.

    >>> scores = polarity_scores(pa.array(["VADER is smart, handsome, and funny!", "Not good at all :(", ""]))
    >>> scores.compound.tolist(), scores.pos.tolist()
    ([0.8439, -0.6492, 0.0], [0.752, 0.0, 0.0])
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    texts = pc.fill_null(texts, "").cast(pa.large_string())
    if (pc.max(pc.binary_length(texts)).as_py() or 0) > longest:
        texts = pc.utf8_slice_codeunits(texts, 0, longest)
    scored = [_scores(piece) for piece in pieces(texts, PIECE_BYTES)]
    return Scores(*(np.concatenate(column) for column in zip(*scored, strict=True)))


# --- the rule book: what the package says about a word -------------------------------------------------------------


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
    return frozenset(_rules().lexicon)


@cache
def _rules() -> _Rules:
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


class _Words(NamedTuple):
    """The words of a piece. ``first`` (n+1) is where each message's words begin; the other arrays are per word."""

    first: np.ndarray
    number: np.ndarray  # of a word in rules of several words, else 0
    valence: np.ndarray
    is_lexical: np.ndarray
    booster: np.ndarray
    is_booster: np.ndarray
    is_negation: np.ndarray
    is_upper: np.ndarray


def _spelled_out(texts: pa.Array) -> pa.Array:
    """Emojis as the package's descriptions, each set apart from what precedes it; every kind of space as a space."""
    rules = _rules()

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


def _looked_up(data: np.ndarray, offsets: np.ndarray) -> _Words:
    """The words of a piece, every distinct one looked up once."""
    tokens = tokenize(data, offsets)
    return _Words(tokens.first, *(feature[tokens.place] for feature in _features(tokens.words)))


def _features(words: list[str]) -> tuple[np.ndarray, ...]:
    """What the rules know of each distinct word, in the order of the fields of _Words."""
    rules = _rules()
    lower = [word.lower() for word in words]
    valence = np.array([rules.lexicon.get(word, np.nan) for word in lower], float)
    booster = np.array([rules.boosters.get(word, np.nan) for word in lower], float)
    is_lexical, is_booster = ~np.isnan(valence), ~np.isnan(booster)
    return (
        np.array([rules.numbers.get(word, _NOT_A_WORD) for word in lower], np.int16),
        np.where(is_lexical, valence, 0.0),
        is_lexical,
        np.where(is_booster, booster, 0.0),
        is_booster,
        np.array([word in rules.negations or "n't" in word for word in lower], bool),
        np.array([word.isupper() for word in words], bool),
    )


# --- the rules ------------------------------------------------------------------------------------------------------

_CAPITALS, _NEGATED, _NEVER_SO = 0.733, -0.74, 1.25


def _scores(texts: pa.Array) -> Scores:
    data, offsets = bytes_of(texts)
    if len(data) and data.max() >= 0x80:
        data, offsets = bytes_of(_spelled_out(texts))
    words = _looked_up(data, offsets)
    counts = np.diff(words.first)
    uppers = np.concatenate(([0], np.cumsum(words.is_upper, dtype=np.int64)))
    upper_counts = uppers[words.first[1:]] - uppers[words.first[:-1]]
    is_mixed = (upper_counts > 0) & (upper_counts < counts)

    hits, valence = _valences(words, is_mixed)
    owner = np.searchsorted(words.first, hits, side="right") - 1
    valence = _after_but(words, hits, owner, valence)
    return _summed(valence, owner, counts, _emphasis(data, offsets))


def _valences(words: _Words, is_mixed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the words that the lexicon knows and their valences, after all rules but ``but``."""
    rules, size = _rules(), _rules().size
    the = rules.numbers
    last = len(words.number)
    hits = np.flatnonzero(words.is_lexical & ~words.is_booster)
    owner = np.searchsorted(words.first, hits, side="right") - 1
    before = hits - words.first[owner]
    behind = words.first[owner + 1] - 1 - hits

    def numbers(step: int) -> np.ndarray:
        near = words.number[np.clip(hits + step, 0, max(last - 1, 0))]
        return np.where((before >= -step) if step < 0 else (behind >= step), near, _NOT_A_WORD)

    here, one, two, three = (numbers(-step) for step in range(4))
    next_one, next_two = numbers(1), numbers(2)
    # "kind of" is no kind word
    plain = ~((here == the["kind"]) & (next_one == the["of"]))
    hits, owner, before, behind = hits[plain], owner[plain], before[plain], behind[plain]
    here, one, two, three, next_one, next_two = (x[plain] for x in (here, one, two, three, next_one, next_two))

    lexical = words.valence[hits]
    next_lexical = (behind > 0) & words.is_lexical[np.minimum(hits + 1, max(last - 1, 0))]
    valence = np.where((here == the["no"]) & next_lexical, 0.0, lexical)
    after_no = (one == the["no"]) | (two == the["no"])
    after_no |= (three == the["no"]) & ((one == the["or"]) | (one == the["nor"]))
    valence = np.where(after_no, lexical * _NEGATED, valence)

    mixed = is_mixed[owner]
    shouted = words.is_upper[hits] & mixed
    valence = np.where(shouted, np.where(valence > 0, valence + _CAPITALS, valence - _CAPITALS), valence)

    for distance, damping in ((1, 1.0), (2, 0.95), (3, 0.9)):
        place = np.maximum(hits - distance, 0)
        applies = (before >= distance) & ~words.is_lexical[place]
        boost = words.booster[place]
        boost = np.where(valence < 0, -boost, boost)
        loud = words.is_booster[place] & words.is_upper[place] & mixed
        boost = np.where(loud, np.where(valence > 0, boost + _CAPITALS, boost - _CAPITALS), boost)
        boosted = valence + boost * damping

        modified = boosted * _negated(the, words.is_negation[place], distance, one, two, three)
        if distance == 3:
            modified = _idioms(modified, size, here, one, two, three, next_one, next_two)
        valence = np.where(applies, modified, valence)

    # "least" negates, "at least" and "very least" do not
    least = (one == the["least"]) & ~((before > 1) & ((two == the["at"]) | (two == the["very"])))
    return hits, np.where(least, valence * _NEGATED, valence)


def _negated(the, negation: np.ndarray, distance: int, one, two, three) -> np.ndarray:
    """What a negation so many words before does to a valence, as a factor; 1 where there is none."""
    so_or_this = (the["so"], the["this"])
    one_so, two_so = np.isin(one, so_or_this), np.isin(two, so_or_this)
    if distance == 1:
        return np.where(negation, _NEGATED, 1.0)
    if distance == 2:
        never = (two == the["never"]) & one_so
        doubtless = (two == the["without"]) & (one == the["doubt"])
    else:
        # the package's own precedence: "so" or "this" right before the word is enough
        never = ((three == the["never"]) & two_so) | one_so
        doubtless = (three == the["without"]) & ((two == the["doubt"]) | (one == the["doubt"]))
    return np.select([never, doubtless, negation], [_NEVER_SO, 1.0, _NEGATED], 1.0)


def _idioms(valence, size, here, one, two, three, next_one, next_two):
    """Special cases of two and three words around the hit, then the boosters of two words before it."""
    rules = _rules()

    def pair(a, b):
        return a.astype(np.int64) * size + b

    def triple(a, b, c):
        return pair(a, b) * size + c

    backwards = (
        rules.idioms_of_two[pair(one, here)],
        rules.idioms_of_three[triple(two, one, here)],
        rules.idioms_of_two[pair(two, one)],
        rules.idioms_of_three[triple(three, two, one)],
        rules.idioms_of_two[pair(three, two)],
    )
    # the first that is known; what follows the word overrides it
    found = np.select([~np.isnan(value) for value in backwards], backwards, np.nan)
    forwards = rules.idioms_of_two[pair(here, next_one)], rules.idioms_of_three[triple(here, next_one, next_two)]
    for known in forwards:
        found = np.where(np.isnan(known), found, known)
    valence = np.where(np.isnan(found), valence, found)
    return valence + rules.boosters_of_two[pair(three, two)] + rules.boosters_of_two[pair(two, one)]


def _after_but(words: _Words, hits: np.ndarray, owner: np.ndarray, valence: np.ndarray) -> np.ndarray:
    """Halve what precedes a message's first ``but``, raise what follows it by a half."""
    buts = np.flatnonzero(words.number == _rules().numbers["but"])
    if len(buts) == 0 or len(hits) == 0:
        return valence
    # the first in each message
    places = np.full(len(words.first), -1, np.int64)
    places[np.searchsorted(words.first, buts[::-1], side="right") - 1] = buts[::-1]
    but = places[owner]
    factor = np.where(but < 0, 1.0, np.where(hits < but, 0.5, 1.5))
    changed = valence * factor

    # Exact unless a changed value equals an original one of the same message: then the package finds the wrong word.
    touched = np.flatnonzero((but >= 0) & (valence != 0))
    owners = np.concatenate((owner[touched], owner[touched]))
    values = np.concatenate((valence[touched], changed[touched]))
    is_changed = np.repeat([False, True], len(touched))
    order = np.lexsort((is_changed, values, owners))
    owners, values, is_changed = owners[order], values[order], is_changed[order]
    meets = (owners[1:] == owners[:-1]) & (values[1:] == values[:-1]) & (is_changed[1:] != is_changed[:-1])
    for message in np.unique(owners[1:][meets]):
        mine = slice(*np.searchsorted(owner, (message, message + 1)))
        changed[mine] = _but_by_first_occurrence(valence[mine].tolist(), factor[mine].tolist())
    return changed


def _but_by_first_occurrence(values: list[float], factors: list[float]) -> list[float]:
    """The package's loop: for each place in turn, change the *first* place that now holds the same value."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    for place in range(len(values)):
        value = values[place]
        if value == 0:
            continue
        holders = places[value]
        while values[holders[0]] != value:
            heapq.heappop(holders)
        found = holders[0]
        values[found] = value * factors[found]
        heapq.heappush(places.setdefault(values[found], []), found)
    return values


def _emphasis(data: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """What exclamation and question marks add."""

    def counts(sign: str) -> np.ndarray:
        return np.diff(np.searchsorted(np.flatnonzero(data == ord(sign)), offsets))

    questions = counts("?")
    asked = np.where(questions <= 1, 0.0, np.where(questions <= 3, questions * 0.18, 0.96))
    return np.minimum(counts("!"), 4) * 0.292 + asked


def _summed(valence: np.ndarray, owner: np.ndarray, counts: np.ndarray, emphasis: np.ndarray) -> Scores:
    """The four scores from the valences; bincount adds from left to right, as the package does."""
    n = len(counts)

    def total_of(mask: np.ndarray, shift: float) -> np.ndarray:
        return np.bincount(owner[mask], weights=valence[mask] + shift, minlength=n)

    total = np.bincount(owner, weights=valence, minlength=n)
    total = np.where(total > 0, total + emphasis, np.where(total < 0, total - emphasis, total))
    compound = np.clip(total / np.sqrt(total * total + 15), -1.0, 1.0)

    positive, negative = total_of(valence > 0, 1.0), total_of(valence < 0, -1.0)
    neutral = counts - np.bincount(owner[valence != 0], minlength=n)
    more, less = positive > np.abs(negative), positive < np.abs(negative)
    positive, negative = np.where(more, positive + emphasis, positive), np.where(less, negative - emphasis, negative)
    whole = positive + np.abs(negative) + neutral
    whole = np.where(counts == 0, 1.0, whole)
    return Scores(
        neg=_rounded(np.abs(negative / whole), 3),
        neu=_rounded(np.abs(neutral / whole), 3),
        pos=_rounded(np.abs(positive / whole), 3),
        compound=_rounded(compound, 4),
    )


def _rounded(values: np.ndarray, digits: int) -> np.ndarray:
    """``round`` of Python, which is exact; numpy's is not for values that lie between two steps."""
    scaled = values * 10**digits
    rounded = np.rint(scaled) / 10**digits
    for place in np.flatnonzero(np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6):
        rounded[place] = round(float(values[place]), digits)
    return rounded
