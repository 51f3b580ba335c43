"""Which article versions could an answer have been written from? Those it cites, else the nearest valid ones.

An article counts as it read when the answer was given: `valid_from <= at < valid_to`. Nearness is the cosine of
TF-IDF vectors (Salton and Buckley 1988: 1 + log tf, smoothed idf) of stemmed words and pairs of neighbours, the title
counted twice. Pairs matter: "Gold Rewards Card" and "Silver Rewards Card" share most of their words. Okapi BM25 over
single words found half as many of the right articles on the bank's help centre (bench/answers.py).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from agent_scorecard.answers.claims import FUNCTION_WORDS, clean, stem, words

if TYPE_CHECKING:
    from scipy import sparse

TITLE_WEIGHT = 2
_CHUNK = 1024


@dataclass(frozen=True)
class Article:
    """One version of an article; times in any one ordered unit, ``valid_to`` None while it is current."""

    article_id: str
    version: str
    title: str
    body: str
    valid_from: float
    valid_to: float | None = None


def _terms(text: str) -> list[str]:
    stems = [stem(word) for word in words(clean(text)) if word not in FUNCTION_WORDS]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


class Library:
    """Article versions, searchable as of any moment.

    >>> library = Library([
    ...     Article("A", "1", "Refunds", "Refunds take 14 days.", 0, 10),
    ...     Article("A", "2", "Refunds", "Refunds take 7 days.", 10),
    ...     Article("B", "1", "Passwords", "Reset your password.", 0),
    ... ])
    >>> [library.articles[i].version for i in library.search(["how long do refunds take"], [12.0])[0]]
    ['2']
    >>> library.cited("A;C", 5.0)
    [0]
    """

    def __init__(self, articles: Sequence[Article]):
        self.articles = list(articles)
        self.valid_from = np.array([article.valid_from for article in self.articles], float)
        ends = (np.inf if article.valid_to is None else article.valid_to for article in self.articles)
        self.valid_to = np.array(list(ends), float)
        self._by_id: dict[str, list[int]] = {}
        for index, article in enumerate(self.articles):
            self._by_id.setdefault(article.article_id, []).append(index)
        # between two of these moments nothing changes
        self.changes = np.unique(np.concatenate([self.valid_from, self.valid_to])).tolist()
        self._vocabulary: dict[str, int] = {}
        documents = [_terms(article.title) * TITLE_WEIGHT + _terms(article.body) for article in self.articles]
        for terms in documents:
            for term in terms:
                self._vocabulary.setdefault(term, len(self._vocabulary))
        self._all_counts = self._counts(documents)
        # answers are read in the order of their times, so the last few stretches are those that are asked for again
        self.as_of = lru_cache(maxsize=8)(self._as_of)
        self.digest = lru_cache(maxsize=None)(self._digest)

    def epoch(self, at: float) -> int:
        """The number of the stretch of time, between two changes of the library, that a moment lies in."""
        return bisect_right(self.changes, at)

    def _digest(self, epoch: int) -> str:
        """What the library said in one epoch, as a hash: the same digest gives the same searches."""
        valid = np.flatnonzero(self.is_valid(self.changes[epoch - 1] if epoch else -np.inf))
        return hashlib.md5(b"".join(self._fingerprints[place] for place in valid), usedforsecurity=False).hexdigest()

    @cached_property
    def _fingerprints(self) -> list[bytes]:
        said = (
            f"{article.article_id}\x1f{article.version}\x1f{article.title}\x1f{article.body}\x1e"
            for article in self.articles
        )
        return [hashlib.md5(text.encode(), usedforsecurity=False).digest() for text in said]

    def _as_of(self, epoch: int | None) -> tuple[np.ndarray, np.ndarray, sparse.csr_matrix]:
        """The versions in force in an epoch (all without one), how rare each term is among them, and their vectors.

        How rare a word is depends on what is valid then, so that later articles change no earlier reading.
        """
        everything = np.arange(len(self.articles))
        at = None if epoch is None else self.changes[epoch - 1] if epoch else -np.inf
        valid = everything if at is None else np.flatnonzero(self.is_valid(at))
        counts = self._all_counts[valid]
        found_in = np.bincount(counts.indices, minlength=len(self._vocabulary))
        idf = np.log((1 + len(valid)) / (1 + found_in)) + 1
        return valid, idf, self._weighted(counts, idf).T.tocsr()

    def _counts(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """How often each known term occurs in each text, texts x terms."""
        from scipy import sparse

        tallies = [Counter(self._vocabulary[term] for term in terms if term in self._vocabulary) for terms in texts]
        data = np.fromiter((count for tally in tallies for count in tally.values()), float)
        columns = np.fromiter((place for tally in tallies for place in tally), np.int64)
        starts = np.cumsum([0] + [len(tally) for tally in tallies])
        return sparse.csr_matrix((data, columns, starts), shape=(len(texts), len(self._vocabulary)))

    @staticmethod
    def _weighted(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
        """TF-IDF rows of length one (a row without a known term stays zero)."""
        weights = counts.copy()
        weights.data = (1 + np.log(weights.data)) * idf[weights.indices]
        lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
        weights.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(weights.indptr))
        return weights

    def is_valid(self, at: float) -> np.ndarray:
        """Which versions were in force at a moment, one truth value per article."""
        return (self.valid_from <= at) & (at < self.valid_to)

    def cited(self, article_ids: str | None, at: float) -> list[int]:
        """The versions in force of the cited articles (``;``-separated), as cited; unknown ids are left out."""
        cited = [part.strip() for part in (article_ids or "").split(";") if part.strip()]
        return [
            i
            for article_id in cited
            for i in self._by_id.get(article_id, ())
            if self.valid_from[i] <= at < self.valid_to[i]
        ]

    def search(self, queries: Sequence[str], at: Sequence[float] | None = None, top: int = 5) -> list[list[int]]:
        """Per query the best `top` versions in force at its moment (any moment where `at` is None), best first.

        An article that shares no word with the query is never returned. Ties go to the earlier article.
        """
        found: list[list[int]] = [[] for _ in queries]
        epochs = np.zeros(len(queries), int) if at is None else np.array([self.epoch(moment) for moment in at], int)
        for epoch in np.unique(epochs):
            asked = np.flatnonzero(epochs == epoch)
            valid, idf, articles = self.as_of(None if at is None else int(epoch))
            for start in range(0, len(asked), _CHUNK):
                chunk = asked[start : start + _CHUNK]
                vectors = self._weighted(self._counts([_terms(queries[index]) for index in chunk]), idf)
                for index, row in zip(chunk, np.asarray((vectors @ articles).todense()), strict=True):
                    found[index] = [int(valid[place]) for place in self._best(row, top)]
        return found

    @staticmethod
    def _best(scores: np.ndarray, top: int) -> list[int]:
        order = np.argsort(-scores, kind="stable")[:top]
        return [int(place) for place in order if scores[place] > 0]
