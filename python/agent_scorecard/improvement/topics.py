"""What failures are about: topics found once, then kept, so that a topic is the same next week.

Openings become character n-grams (3 to 5, within words) weighted by how rare they are, their hundred main directions
(latent semantic analysis) are grouped by spherical k-means, and every group is then written down as the n-grams that
are typical of it. From there on only what is written down counts: it assigns old and new openings alike, so a frozen
topic needs no text of any customer. The first grouping depends on a decomposition whose last digits differ between
machines, so whatever decides is rounded first; a frozen topic depends on sums alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import md5
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from agent_scorecard.text.ngrams import CountedGrams, at_grams, count_grams, weighted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FIT_SIZE = 20_000
DIRECTIONS = 100
MOST_TOPICS, LEAST_TOPICS = 120, 4
TERMS = 200
ROUNDS = 30
# below what all but one in fifty of a topic's own openings score, an opening belongs to no topic
OUTSIDE_SHARE = 0.02
# a new topic: so many of one week that are this much alike, and in a usual week before at most two fifths as many
NEW_SIZE, NEW_LIKENESS, OLD_SHARE = 10, 0.2, 0.4
COMPARED = 4_000
# of so many texts all are compared with all
DENSE = 1_500
# texts whose n-grams are counted together, where that bounds the memory
AT_ONCE = 20_000
NAME_WORDS = 4


@dataclass(frozen=True)
class Topic:
    """One topic: a key, the words that set it apart, the weights of its n-grams, and the least score of its own."""

    cluster_key: str
    name: str
    terms: dict[str, float]
    least_score: float


def fit_topics(ids: Sequence[str], texts: Sequence[str]) -> list[Topic]:
    """Topics of ``texts`` (none empty): about as many as the root of how many texts there are, 4 to 120."""
    order = sorted(range(len(ids)), key=lambda row: md5(ids[row].encode()).hexdigest())[:FIT_SIZE]
    chosen = [texts[row] for row in order]
    if len(set(chosen)) < 2 * LEAST_TOPICS:
        return []
    counted = count_grams(chosen)
    few = len(chosen) < 500
    vectors, grams, rarity = weighted(counted, least=2 if few else 5, most=0.5 if few else 0.2)
    if not vectors.nnz:
        return []
    label = _groups(_directions(vectors), int(np.clip(round(len(chosen) ** 0.5), LEAST_TOPICS, MOST_TOPICS)))
    names = _names(chosen, label)
    topics: dict[str, Topic] = {}
    for group, name in sorted(names.items()):
        centre = np.round(np.asarray(vectors[np.flatnonzero(label == group)].sum(0)).ravel(), 6)
        # the largest weights, ties by the n-gram: nothing hangs on the order of equal ones
        best = sorted(np.flatnonzero(centre).tolist(), key=lambda gram: (-centre[gram], grams[gram]))[:TERMS]
        size = float(np.sqrt((centre[best] ** 2).sum())) or 1.0
        terms = {grams[gram]: round(float(centre[gram]) / size * float(rarity[gram]), 4) for gram in best}
        key = "C" + md5("\x1f".join(sorted(terms)[:50]).encode()).hexdigest()[:8]
        # two groups of the same words are one topic, and without words there is none
        if terms:
            topics.setdefault(key, Topic(key, name, terms, 0.0))
    place, score = _best(chosen, list(topics.values()), counted)
    return [
        Topic(topic.cluster_key, topic.name, topic.terms, _least(score[place == row]))
        for row, topic in enumerate(topics.values())
    ]


def assign_topics(texts: Sequence[str | None], topics: Sequence[Topic]) -> tuple[list[str | None], list[float]]:
    """The key of each text's topic (None where it has no words or is like none of them), and how typical it is."""
    if not topics:
        return [None] * len(texts), [0.0] * len(texts)
    place, score = _best([text or "" for text in texts], topics)
    keys = [
        topics[at].cluster_key if value > 0 and value >= topics[at].least_score else None
        for at, value in zip(place.tolist(), score.tolist(), strict=True)
    ]
    return keys, score.tolist()


def new_topics(
    ids: Sequence[str], texts: Sequence[str], weeks: Sequence[date], recent: Sequence[bool]
) -> tuple[list[str | None], list[Topic]]:
    """Topics of ``recent`` weeks that hardly anybody spoke of before: at least ten alike in one week.

    Returns the key per text (None where it is in no new topic) and the topics. Long histories and busy weeks are
    sampled by a hash of the ids; the counts are made up for it.
    """
    found: list[str | None] = [None] * len(texts)
    topics: list[Topic] = []
    order = sorted(range(len(ids)), key=lambda row: md5(ids[row].encode()).hexdigest())
    earlier = [row for row in order if not recent[row]]
    sampled = earlier[:COMPARED]
    if len(earlier) < NEW_SIZE:
        return found, topics
    # so many of a usual week does each of the sampled represent
    known = len(earlier) / len(sampled) / len({weeks[row] for row in earlier})
    compared = {row: place for place, row in enumerate([*(row for row in order if recent[row]), *sampled])}
    counted = count_grams([texts[row] for row in compared])
    for week in sorted({weeks[row] for row in order if recent[row]}):
        own = [row for row in order if weeks[row] == week and recent[row] and found[row] is None][:COMPARED]
        if len(own) < NEW_SIZE:
            continue
        places = [compared[row] for row in [*own, *sampled]]
        few = len(places) < 500
        matrix = weighted(counted._replace(counts=counted.counts[places]), most=0.5 if few else 0.2).vectors
        now, before = matrix[: len(own)], matrix[len(own) :]
        alike = np.round((now @ now.T).toarray(), 6) >= NEW_LIKENESS
        before_count = known * (np.round((now @ before.T).toarray(), 6) >= NEW_LIKENESS).sum(1)
        # what was spoken of before is no new topic, nor part of one
        free = before_count <= OLD_SHARE * alike.sum(1)
        taken = np.zeros(len(own), bool)
        while True:
            support = (alike & free[None, :]).sum(1) * free
            seed = int(np.argmax(support))
            if support[seed] < NEW_SIZE:
                break
            core = alike[seed] & free
            # a stock phrase makes some of them like much that was said before: being like most of the others decides
            joins = ~taken & (2 * (alike & core[None, :]).sum(1) > core.sum())
            members = np.flatnonzero(core | joins)
            taken[members] = True
            free[members] = False
            name = _names([texts[row] for row in own], alike[seed].astype(int))[1]
            key = "N" + md5(f"{week}\x1f{name}".encode()).hexdigest()[:8]
            topics.append(Topic(key, name, {}, 0.0))
            for member in members:
                found[own[member]] = key
    return found, topics


def _directions(vectors: csr_matrix) -> np.ndarray:
    """The texts along their main directions: the singular vectors of ``vectors`` times their singular values."""
    from scipy.linalg import eigh
    from scipy.sparse.linalg import LinearOperator, eigsh

    count = vectors.shape[0]
    turned = vectors.T.tocsr()
    size = max(min(DIRECTIONS, min(vectors.shape) - 1), 1)
    if count <= DENSE:
        strength, axes = eigh((vectors @ turned).toarray(), subset_by_index=[count - size, count - 1])
    else:
        alike = LinearOperator((count, count), matvec=lambda x: vectors @ (turned @ x), dtype=float)
        strength, axes = eigsh(alike, k=size, v0=np.random.RandomState(0).uniform(-1, 1, count))
    main = axes[:, ::-1] * np.sqrt(strength[::-1].clip(0))
    length = np.linalg.norm(main, axis=1, keepdims=True)
    # a direction has no sign of its own; the rest of the last digits is cut off
    return np.round(main / np.where(length > 0, length, 1.0), 5)


def _groups(points: np.ndarray, count: int) -> np.ndarray:
    """Spherical k-means from seeds that are drawn with a fixed generator, far ones more likely (k-means++)."""
    draw = np.random.default_rng(7)
    seeds = [int(draw.integers(len(points)))]
    gap = np.round(1 - points @ points[seeds[0]], 4).clip(0)
    for _ in range(count - 1):
        chance = np.cumsum(gap)
        if chance[-1] <= 0:
            break
        # of several candidates the one that leaves least unexplained, as scikit-learn does
        candidates = np.minimum(np.searchsorted(chance, draw.random(6) * chance[-1]), len(points) - 1)
        gaps = np.minimum(gap, np.round(1 - points[candidates] @ points.T, 4).clip(0))
        best = int(np.argmin(np.round(gaps.sum(1), 3)))
        seeds.append(int(candidates[best]))
        gap = gaps[best]
    centres, label = points[seeds], np.full(len(points), -1)
    for _ in range(ROUNDS):
        nearest = np.argmax(np.round(points @ centres.T, 4), axis=1)
        if (nearest == label).all():
            break
        label = nearest
        sums = np.zeros_like(centres)
        np.add.at(sums, label, points)
        size = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.round(np.where(size > 0, sums / np.where(size > 0, size, 1), centres), 5)
    return label


def _best(
    texts: Sequence[str], topics: Sequence[Topic], counted: CountedGrams | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The place of each text's best topic, and its score per root of the text's n-grams; ``counted``: of all the texts."""
    from scipy.sparse import csr_matrix

    grams = sorted({gram for topic in topics for gram in topic.terms})
    at = {gram: row for row, gram in enumerate(grams)}
    entries = [(at[gram], place, weight) for place, topic in enumerate(topics) for gram, weight in topic.terms.items()]
    row, column, weight = (list(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    weights = csr_matrix((weight, (row, column)), shape=(len(grams), len(topics)))
    places, scores = [], []
    rows = AT_ONCE if counted is None else max(len(texts), 1)
    for start in range(0, len(texts), rows):
        part = list(texts[start : start + rows])
        counts = at_grams(counted or count_grams(part), np.array(grams, dtype=object)).astype(float)
        counts.data = 1 + np.log(counts.data)
        length = np.sqrt(np.array([max(len(text), 1) for text in part], float))
        score = np.round((counts @ weights).toarray() / length[:, None], 4)
        places.append(np.argmax(score, axis=1))
        scores.append(score.max(axis=1))
    return np.concatenate(places or [[]]).astype(int), np.concatenate(scores or [[]])


def _least(scores: np.ndarray) -> float:
    ranked = np.sort(scores)
    return float(ranked[int(OUTSIDE_SHARE * len(ranked))]) if len(ranked) else 0.0


@cache
def stop_words() -> frozenset[str]:
    """English words that name nothing: the list of the Glasgow Information Retrieval Group, as scikit-learn has it."""
    return frozenset(resources.files("agent_scorecard.text").joinpath("stop_words.txt").read_text("utf-8").split())


def _names(texts: Sequence[str], label: np.ndarray) -> dict[int, str]:
    """The words that set each group apart: its share of texts with the word, less the others' share; whole counts."""
    from agent_scorecard.answers.claims import clean, words

    held: dict[int, Counter] = {}
    total: Counter = Counter()
    sizes = Counter(label.tolist())
    for text, group in zip(texts, label.tolist(), strict=True):
        told = {word for word in words(clean(text)) if len(word) > 2 and word.isalpha() and word not in stop_words()}
        held.setdefault(group, Counter()).update(told)
        total.update(told)
    names = {}
    for group, counts in held.items():
        n, rest = sizes[group], max(len(texts) - sizes[group], 1)
        weight = {word: count / n - (total[word] - count) / rest for word, count in counts.items()}
        best = sorted(weight, key=lambda word: (-round(weight[word], 6), word))[:NAME_WORDS]
        names[group] = " ".join(best) or "(no words)"
    return names
