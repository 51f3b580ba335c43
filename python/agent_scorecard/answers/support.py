"""How much of an answer can be found in what it was written from: `support_score`, 0 to 1.

Three readings of one overlap, because each alone is fooled by something the others see:

- *passage*: the best share of the answer's distinct character 4-grams found in one passage (some 60 words) of one
  article. Words scattered over a long article are not support.
- *words*: the share of its content words found anywhere in the articles.
- *weakest*: the least supported stretch of 32 consecutive 4-grams (about six words). An answer is no better grounded
  than its worst part.

``support = passage / 2 + words / 4 + weakest / 4``. The weights are round numbers, not a fit; bench/answers.py shows
the AUC of each part and of the whole on sets labelled by people. It measures overlap, not entailment: a number or a
"not" changed in a copied sentence hardly moves it, so `numbers` and `negation` are next to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent_scorecard.answers.claims import FUNCTION_WORDS, clean, words

GRAM = 4
STRETCH = 32
PASSAGE_WORDS = 60
MAX_PASSAGES = 64


@dataclass(frozen=True)
class Source:
    """One article, ready to be searched: its distinct 4-grams, the passages each is in (one bit each), its words."""

    grams: np.ndarray  # uint64, sorted
    passages: np.ndarray  # uint64, parallel to grams
    words: frozenset[str]


@dataclass(frozen=True)
class Support:
    """What supports an answer. ``best`` is the index of the source that holds the best passage."""

    score: float
    passage: float
    words: float
    weakest: float
    best: int


def grams(text: str) -> np.ndarray:
    """Every character 4-gram of a text in order, as the 64 bits of its four UTF-16 units.

    >>> len(grams("abcde"))
    2
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint64)
    if len(units) < GRAM:
        return np.empty(0, np.uint64)
    return units[:-3] | units[1:-2] << np.uint64(16) | units[2:-1] << np.uint64(32) | units[3:] << np.uint64(48)


def compile_source(text: str | None) -> Source:
    """Make a text searchable. Linear in its length; do it once per article version."""
    tokens = words(clean(text))
    hop = max(PASSAGE_WORDS // 2, -(-len(tokens) // MAX_PASSAGES))
    keys = grams(f" {' '.join(tokens)} ")
    # which block of `hop` words each gram starts in; a passage is two blocks in a row
    widths = np.fromiter(
        (len(token.encode("utf-16-le", "surrogatepass")) // 2 + 1 for token in tokens), np.int64, len(tokens)
    )
    blocks = np.repeat(np.arange(len(tokens)) // hop, widths)[: len(keys)]
    blocks = np.concatenate([blocks, np.full(len(keys) - len(blocks), blocks[-1] if len(blocks) else 0)]).astype(
        np.uint64
    )
    bits = np.uint64(1) << blocks
    bits |= bits >> np.uint64(1)
    order = np.argsort(keys, kind="stable")
    keys, bits = keys[order], bits[order]
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] ^ np.uint64(1)))
    passages = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
    return Source(keys[starts], passages, frozenset(tokens))


def support(answer: str | None, sources: Sequence[Source]) -> Support | None:
    """The support that `sources` give to `answer`; None where there is no source or the answer has no words.

    Words and stretches may come from any of the sources, the passage from one.

    >>> source = compile_source("Refunds are paid within five days to the card you used.")
    >>> support("Refunds are paid within five days.", [source]).score
    1.0
    >>> support("Our office is closed on Sunday.", [source]).score < 0.3
    True
    """
    tokens = words(clean(answer))
    keys = grams(f" {' '.join(tokens)} ")
    if not sources or not tokens or not len(keys):
        return None
    distinct, place = np.unique(keys, return_inverse=True)
    found = np.zeros(len(distinct), bool)
    passage, best = 0.0, 0
    for index, source in enumerate(sources):
        if not len(source.grams):
            continue
        at = np.minimum(np.searchsorted(source.grams, distinct), len(source.grams) - 1)
        hit = source.grams[at] == distinct
        found |= hit
        counts = np.unpackbits(source.passages[at[hit]].view(np.uint8)).reshape(-1, MAX_PASSAGES).sum(axis=0)
        share = float(counts.max(initial=0)) / len(distinct)
        if share > passage:
            passage, best = share, index
    in_order = found[place]
    content = [token for token in tokens if token not in FUNCTION_WORDS] or tokens
    known = sum(any(token in source.words for source in sources) for token in content) / len(content)
    weakest = _weakest_stretch(in_order)
    return Support(passage / 2 + known / 4 + weakest / 4, passage, known, weakest, best)


def _weakest_stretch(found: np.ndarray) -> float:
    """The lowest share of found grams in any `STRETCH` consecutive ones; the share of all in a shorter answer."""
    if len(found) <= STRETCH:
        return float(found.mean())
    total = np.concatenate([[0], np.cumsum(found)])
    return float((total[STRETCH:] - total[:-STRETCH]).min()) / STRETCH


def best_cutoff(scores: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None) -> tuple[float, float]:
    """The cut-off with the highest balanced accuracy, and that accuracy: calibrate it on your own reviewed answers.

    scores (n,), labels (n,) true where supported, weights (n,) optional. A score at or above the cut-off says
    supported. Between two neighbouring scores the middle is taken.

    >>> best_cutoff(np.array([.2, .4, .6, .8]), np.array([False, False, True, True]))
    (0.5, 1.0)
    """
    weights = np.ones(len(scores)) if weights is None else np.asarray(weights, float)
    order = np.argsort(scores, kind="stable")
    scores, labels, weights = np.asarray(scores, float)[order], np.asarray(labels, bool)[order], weights[order]
    below_yes = np.concatenate([[0], np.cumsum(weights * labels)])
    below_no = np.concatenate([[0], np.cumsum(weights * ~labels)])
    if below_yes[-1] == 0 or below_no[-1] == 0:
        raise ValueError("a cut-off needs answers of both kinds: supported and not")
    accuracy = ((1 - below_yes / below_yes[-1]) + below_no / below_no[-1]) / 2
    possible = np.concatenate([[True], np.diff(scores) > 0, [True]])
    at = int(np.argmax(np.where(possible, accuracy, -1)))
    low = scores[at - 1] if at else scores[0]
    high = scores[at] if at < len(scores) else scores[-1]
    return float((low + high) / 2), float(accuracy[at])
