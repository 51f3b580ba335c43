"""Text cut into words without leaving its bytes: a batch of messages is one array of bytes and two arrays of places.

Every function works on arrays, in time and memory linear in the bytes, whatever they are. White space and punctuation
are those of Python's ``str.split`` and ``string.punctuation``; spaces beyond ASCII are to be replaced first.
"""

from __future__ import annotations

import itertools
import string
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# The white space of ``str.split`` beyond ASCII, as a regular expression.
WIDE_SPACES = "[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"


class Tokens(NamedTuple):
    """The words of a batch: ``words[place[i]]`` is the i-th, and message m has those from first[m] to first[m + 1]."""

    first: np.ndarray
    place: np.ndarray
    words: list[str]


def tokenize(data: np.ndarray, offsets: np.ndarray) -> Tokens:
    """Split n messages at white space and strip punctuation where more than two characters remain.

    Args:
        data: the UTF-8 bytes of the messages, one after another.
        offsets: n + 1 places where messages begin and end.

    >>> tokens = tokenize(*bytes_of(pa.array(["Well, (really) :) ok!", "", "no"], pa.large_string())))
    >>> [tokens.words[place] for place in tokens.place], tokens.first.tolist()
    (['Well', 'really', ':)', 'ok!', 'no'], [0, 4, 4, 5])
    """
    is_space = _IS_SPACE[data]
    begins = np.zeros(len(data) + 1, bool)
    begins[offsets] = True
    starts = np.flatnonzero((np.concatenate(([True], is_space[:-1])) | begins[:-1])[: len(data)] & ~is_space)
    ends = np.flatnonzero((np.concatenate((is_space[1:], [True])) | begins[1:])[: len(data)] & ~is_space) + 1
    first = np.searchsorted(starts, offsets)
    _strip(data, is_space, starts, ends)

    # the words' bytes, close together
    keep = np.zeros(len(data) + 1, np.int8)
    keep[starts] += 1
    keep[ends] -= 1
    kept = data[np.cumsum(keep[:-1], dtype=np.int8).view(bool)]
    bounds = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(ends - starts, out=bounds[1:])
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(kept)]
    words = pa.Array.from_buffers(pa.large_string(), len(starts), buffers).dictionary_encode()
    return Tokens(first, words.indices.to_numpy(zero_copy_only=False), words.dictionary.to_pylist())


def pieces(texts: pa.Array, size: int) -> list[pa.Array]:
    """Slices of about ``size`` bytes, which bounds the memory; always at least one, never less than a message."""
    ends = np.cumsum(pc.binary_length(texts).to_numpy(zero_copy_only=False), dtype=np.int64)
    if len(ends) == 0 or ends[-1] <= size:
        return [texts]
    cuts = np.searchsorted(ends, np.arange(size, ends[-1] + size, size), side="right") + 1
    bounds = np.unique(np.clip(np.concatenate(([0], cuts, [len(texts)])), 0, len(texts)))
    return [texts.slice(start, end - start) for start, end in itertools.pairwise(bounds)]


def bytes_of(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The text's bytes and the n+1 offsets of its messages, from the array's own buffers."""
    _, offsets, data = texts.buffers()
    offsets = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data or b"", np.uint8)[offsets[0] : offsets[-1]]
    return data, offsets - offsets[0]


def _table_of(signs: str) -> np.ndarray:
    table = np.zeros(256, bool)
    table[np.frombuffer(signs.encode(), np.uint8)] = True
    return table


_IS_SPACE = _table_of("\t\n\v\f\r \x1c\x1d\x1e\x1f")
_IS_PUNCTUATION = _table_of(string.punctuation)


def _strip(data: np.ndarray, is_space: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> None:
    """Take punctuation off both ends in place, except where two characters or fewer would remain."""
    is_mark = _IS_PUNCTUATION[data]
    edged = np.flatnonzero(is_mark[starts] | is_mark[ends - 1])
    low, high = starts[edged], ends[edged]
    # one mark on either side is the common case; only what still has marks needs the search for letters
    low += is_mark[low]
    high -= is_mark[high - 1] & (high > low)
    deep = np.flatnonzero((low < high) & (is_mark[np.minimum(low, len(data) - 1)] | is_mark[high - 1]))
    if len(deep):
        letters = np.append(np.flatnonzero(~(is_mark | is_space)), len(data))
        after, before = np.searchsorted(letters, low[deep]), np.searchsorted(letters, high[deep])
        some = after < before
        low[deep] = np.where(some, letters[after], high[deep])
        high[deep] = np.where(some, letters[np.maximum(before - 1, 0)] + 1, high[deep])
    longer = _characters(data, low, high) > 2
    starts[edged[longer]] = low[longer]
    ends[edged[longer]] = high[longer]


def _characters(data: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Characters from low to high, exact up to two: three characters of UTF-8 have at most twelve bytes."""
    count = high - low
    for step in range(12):
        place = low + step
        # continuation bytes are no characters
        count = count - ((place < high) & ((data[np.minimum(place, len(data) - 1)] & 0xC0) == 0x80))
    return count
