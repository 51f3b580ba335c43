"""Which language a message is written in, where its length allows an answer.

The model is py3langid's (naive Bayes over byte n-grams that a finite automaton finds); here the automaton walks over a
whole batch at once, a byte of every message at a time, and the counts of all messages meet the weights in one sparse
product. The answers are the package's (tests/python/text/test_language.py), at a small part of the time.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# The beginning tells the language, and bounds the work.
BEGINNING = 120
# Above this the identifier's first guess is taken: on real English chat messages of ten letters and more it is wrong
# in less than one of a hundred such cases, whereas its guesses below are wrong in one of four.
SURE = 0.5
# Below, the expected language stands unless it is this many times less likely than the best guess.
MUCH_LESS_LIKELY = 50
# Fewer letters than this say nothing at all.
FEWEST_LETTERS = 2
# Messages that are read at once: some 20 MB of work.
_AT_ONCE = 4_096

_CODE = re.compile(r"^\s*([A-Za-z]{2})(?:[-_].*)?\s*$")
_LETTERS = rf"(?s)(?:\pL.*?){{{FEWEST_LETTERS}}}"
# addresses and names of others are in no language
_NO_LANGUAGE = r"https?://\S+|\S+@\S+|[@#][\pL\pN_]+"


class Model(NamedTuple):
    """The identifier's tables: S states of the automaton, F features, L languages."""

    next_state: np.ndarray  # row * 256 + byte -> state
    row_of: np.ndarray  # (S,) state -> row of next_state, times 256
    feature_of: np.ndarray  # (S,) the feature that a state completes, or -1
    weights: np.ndarray  # (F, L) float32
    prior: np.ndarray  # (L,)
    names: list[str]  # (L,) ISO 639-1 codes
    same: list[tuple[int, int]]  # columns of one language


@cache
def model() -> Model:
    """Loaded once, where a message asks for it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    return Model(
        np.asarray(found.tk_nextmove).astype(np.int32),
        np.asarray(found.tk_row).astype(np.int32) << 8,
        np.asarray(found.tk_output, np.int32),
        found.nb_ptc.astype(np.float32),
        found.nb_pc,
        found.nb_classes,
        # the package's own list of the columns that it adds up
        found._alias_pairs,
    )


def languages(texts: pa.Array, expected: pa.Array, default: str) -> pa.Array:
    """ISO 639-1 codes, null where the text has no letters to tell by.

    Args:
        texts: n messages.
        expected: n codes (``en``, ``pt-BR``), as the helpdesk knows them for the ticket; null where it does not.
        default: the code that is expected where nothing else is.

    Long texts decide by themselves. Short ones ("ok", "no") exist in many languages: for them the expected language
    stands unless another one is far more likely.

    >>> texts = pa.array(["Meine Bestellung ist nicht angekommen", "ok", ":)", None])
    >>> languages(texts, pa.array([None, "fr-CA", "en", "en"]), "en").to_pylist()
    ['de', 'fr', None, None]
    """
    beginnings = pc.utf8_slice_codeunits(texts, 0, BEGINNING)
    says_something = pc.fill_null(pc.match_substring_regex(beginnings, _LETTERS), False)
    hints = expected.cast(pa.string()).dictionary_encode()
    codes = [code_of(name) or default for name in hints.dictionary.to_pylist()] + [default]
    hint = pc.fill_null(hints.indices, len(codes) - 1).to_numpy(zero_copy_only=False)
    # one text is read once, however often it was written
    distinct = beginnings.filter(says_something).dictionary_encode()
    place = np.full(len(texts), -1)
    place[says_something.to_numpy(zero_copy_only=False)] = distinct.indices.to_numpy(zero_copy_only=False)

    found = np.full(len(texts), None, object)
    for start in range(0, len(distinct.dictionary), _AT_ONCE):
        likely = chances(distinct.dictionary.slice(start, _AT_ONCE))
        rows = np.flatnonzero((place >= start) & (place < start + _AT_ONCE))
        found[rows] = _decide(likely[place[rows] - start], hint[rows], codes)
    return pa.array(found, pa.string())


def code_of(name: str | None) -> str | None:
    """The ISO 639-1 part of a language tag: ``pt`` of ``pt-BR``; None where it is no tag."""
    match = _CODE.match(name or "")
    return match[1].lower() if match else None


def _decide(likely: np.ndarray, hint: np.ndarray, codes: list[str]) -> np.ndarray:
    """The language of n messages from their chances (n, L): the best guess, or the expected one where that is no surer."""
    names = model().names
    best = likely.argmax(axis=1)
    column = np.array([names.index(code) if code in names else -1 for code in codes])[hint]
    rows = np.arange(len(likely))
    of_best, of_expected = likely[rows, best], np.where(column >= 0, likely[rows, column], 0.0)
    keeps_best = (of_best >= SURE) | (of_expected * MUCH_LESS_LIKELY < of_best)
    return np.where(keeps_best, np.array(names, object)[best], np.array(codes, object)[hint])


def chances(texts: pa.Array) -> np.ndarray:
    """How likely each language is, n messages x L languages, as py3langid's normalised probabilities; no nulls.

    The score of a language is its prior plus the weights of the features found, each times log(1 + count); the chances
    are its softmax, cooled by the square root of the text's bytes.
    """
    from scipy import sparse

    tables = model()
    texts = pc.replace_substring_regex(texts, _NO_LANGUAGE, " ")
    texts = pc.utf8_normalize(pc.if_else(pc.utf8_is_upper(texts), pc.utf8_lower(texts), texts), form="NFC")
    texts = texts.cast(pa.large_binary())
    lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    message, feature = _features(texts, lengths, tables)
    shape = (len(lengths), len(tables.weights))
    counts = sparse.csr_matrix((np.ones(len(message), np.float32), (message, feature)), shape=shape)
    counts.sum_duplicates()
    np.log1p(counts.data, out=counts.data)
    scores = counts @ tables.weights + tables.prior
    scores[np.diff(counts.indptr) == 0] = 0.0  # nothing found: any language
    scores /= np.sqrt(np.maximum(lengths, 1)).astype(np.float32)[:, None]
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    for first, other in tables.same:
        likely[:, first] += likely[:, other]
        likely[:, other] = 0.0
    return likely


def _features(texts: pa.Array, lengths: np.ndarray, tables: Model) -> tuple[np.ndarray, np.ndarray]:
    """Every feature that the automaton meets: (which message, which feature), both of the same length."""
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts)]
    # longest first, so that those with bytes left are always the first ones
    order = np.argsort(-lengths, kind="stable")
    starts, left = offsets[order], -lengths[order]
    state = np.zeros(len(order), np.int32)
    messages, features = [order[:0]], [np.empty(0, np.int32)]
    for step in range(int(lengths.max(initial=0))):
        count = int(np.searchsorted(left, -step, side="left"))
        moved = tables.next_state[tables.row_of[state[:count]] + data[starts[:count] + step]]
        state[:count] = moved
        met = tables.feature_of[moved]
        hit = np.flatnonzero(met >= 0)
        messages.append(order[hit])
        features.append(met[hit])
    return np.concatenate(messages), np.concatenate(features)
