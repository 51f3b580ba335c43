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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.tokens import bytes_of, pieces
from agent_scorecard.text.vader_valences import valences
from agent_scorecard.text.vader_words import Words, looked_up, spelled_out, vader_rules

if TYPE_CHECKING:
    pass

# Only this many characters of a message are read. Identity with the package holds up to here; beyond, the score is
# the package's score of the first 10,000 characters.
LONGEST_MESSAGE = 10_000
# Messages are worked through in pieces of about this many bytes, which bounds the memory.
PIECE_BYTES = 4_000_000


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


def _scores(texts: pa.Array) -> Scores:
    data, offsets = bytes_of(texts)
    if len(data) and data.max() >= 0x80:
        data, offsets = bytes_of(spelled_out(texts))
    words = looked_up(data, offsets)
    counts = np.diff(words.first)
    uppers = np.concatenate(([0], np.cumsum(words.is_upper, dtype=np.int64)))
    upper_counts = uppers[words.first[1:]] - uppers[words.first[:-1]]
    is_mixed = (upper_counts > 0) & (upper_counts < counts)

    hits, valence = valences(words, is_mixed)
    owner = np.searchsorted(words.first, hits, side="right") - 1
    valence = _after_but(words, hits, owner, valence)
    return _summed(valence, owner, counts, _emphasis(data, offsets))


def _after_but(words: Words, hits: np.ndarray, owner: np.ndarray, valence: np.ndarray) -> np.ndarray:
    """Halve what precedes a message's first ``but``, raise what follows it by a half."""
    buts = np.flatnonzero(words.number == vader_rules().numbers["but"])
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
