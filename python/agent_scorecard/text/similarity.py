"""Do two openings speak of the same issue? A similarity that means the same for every support team.

Character n-grams (3 to 5, within words) weighted by how rare they are, and the cosine of the two texts: it needs no
language, survives typing errors and joins card, cards and carding. A cosine alone means nothing across support teams: two long
letters with the same greeting are more alike than two short questions about one thing. So the cosine is compared with
the cosines of each text to a *background*, other openings of the same support team: the score says how many standard deviations
more alike the two are than either is to whatever else customers write (the symmetric score normalisation of speaker
verification: Auckenthaler, Carey and Lloyd-Thomas, 2000). The background is chosen by a hash of the ids, so the same
landing always gives the same scores.

Two ways of asking for one thing often share few letters ("my card has not come", "still waiting for delivery"). What
goes together in the background says so: its main directions (latent semantic analysis: Deerwester et al., 1990) give a
second score, normalised the same way, and the mean of both is taken. A background of a hundred texts knows too little,
and greetings are then its main directions: there the second score has no weight, and full weight from four hundred on.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5

import numpy as np

from agent_scorecard.text.ngrams import at_grams, count_grams, scaled, unit, weighted

BACKGROUND_SIZE = 500
# Rare n-grams count for more than in plain TF-IDF: measured, it is what keeps greetings and signatures from counting.
RARITY_POWER = 1.5
LEAST_SPREAD = 0.01
# Main directions of the background, and the sizes at which they begin to count and count in full: chosen on half of the
# intents of the labelled questions and measured on the other half.
DIRECTIONS = 50
KNOWS_LITTLE, KNOWS_ENOUGH = 100, 400


def choose_background(ids: Sequence[str], texts: Sequence[str | None], size: int = BACKGROUND_SIZE) -> list[str]:
    """Up to ``size`` different texts, those whose ids hash lowest: a sample that new rows hardly change.

    >>> choose_background(["b", "a", "c"], ["two", "one", None], size=2)
    ['one', 'two']
    """
    ranked = sorted((md5(key.encode()).hexdigest(), text) for key, text in zip(ids, texts, strict=True) if text)
    return list(dict.fromkeys(text for _, text in ranked))[:size]


def same_issue_scores(left: Sequence[str | None], right: Sequence[str | None], background: Sequence[str]) -> np.ndarray:
    """A score for each pair ``left[i]``, ``right[i]``; NaN where either is empty or there is no background.

    >>> team = ["my card has not arrived", "where is my card", "refund the payment", "I was charged twice",
    ...         "change my address", "close the account"]
    >>> scores = same_issue_scores(["my card is not here"] * 2, ["where is my new card", "reset a password"], team)
    >>> bool(scores[0] > 0.5 > scores[1])
    True
    """
    if len(left) != len(right):
        raise ValueError(f"{len(left)} texts on the left, {len(right)} on the right")
    is_known = np.array([bool(a) and bool(b) for a, b in zip(left, right, strict=True)], dtype=bool)
    scores = np.full(len(left), np.nan)
    if not is_known.any() or not background:
        return scores
    texts = sorted(
        {text for side in (left, right) for text, known in zip(side, is_known, strict=True) if known and text}
    )
    place: dict[str | None, int] = {text: row for row, text in enumerate(texts)}
    vectors, others = _vectors(texts, list(background))
    a = np.array([place[text] for text, known in zip(left, is_known, strict=True) if known])
    b = np.array([place[text] for text, known in zip(right, is_known, strict=True) if known])
    found = _normalised(vectors, others, a, b)
    if weight := float(np.clip((others.shape[0] - KNOWS_LITTLE) / (KNOWS_ENOUGH - KNOWS_LITTLE), 0, 1)):
        found = (found + weight * _normalised(*_directions(vectors, others), a, b)) / (1 + weight)
    # the last digits of a decomposition are the machine's own
    scores[is_known] = np.round(found, 8)
    return scores


def _normalised(vectors, others, a, b) -> np.ndarray:
    """How many deviations the cosine of ``a`` and ``b`` lies above each one's cosines to the background; their mean."""
    product = vectors[a] * vectors[b] if isinstance(vectors, np.ndarray) else vectors[a].multiply(vectors[b])
    cosine = np.asarray(product.sum(axis=1)).ravel()
    mean, spread = _against(vectors, others)
    return ((cosine - mean[a]) / spread[a] + (cosine - mean[b]) / spread[b]) / 2


def _directions(vectors, others) -> tuple[np.ndarray, np.ndarray]:
    """Texts and background as unit vectors along the background's main directions."""
    # the cosines of the background to itself are few, and have the same main directions as its many n-grams
    strength, axes = np.linalg.eigh((others @ others.T).toarray())
    strength, axes = strength[::-1][:DIRECTIONS], axes[:, ::-1][:, :DIRECTIONS]
    is_one = strength > 1e-9 * max(strength[0], 1e-9)
    main = others.T @ (axes[:, is_one] / np.sqrt(strength[is_one]))
    return _unit(vectors @ main), _unit(others @ main)


def _unit(points: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(points, axis=1, keepdims=True)
    return points / np.where(length > 0, length, 1.0)


def _vectors(texts: list[str], background: list[str]):
    """Unit vectors of the texts and of the background; how rare an n-gram is comes from the background alone."""
    known = count_grams(background)
    rarity = weighted(known, is_unit=False).rarity ** RARITY_POWER
    return unit(scaled(at_grams(count_grams(texts), known.grams), rarity)), unit(scaled(known.counts, rarity))


def _against(vectors, others, rows: int = 4096):
    """Mean and standard deviation of each text's cosines to the background, itself left out."""
    mean, spread = np.empty(vectors.shape[0]), np.empty(vectors.shape[0])
    for start in range(0, vectors.shape[0], rows):
        cosines = vectors[start : start + rows] @ others.T
        cosines = cosines if isinstance(cosines, np.ndarray) else cosines.toarray()
        cosines[cosines > 1 - 1e-9] = np.nan
        known = np.isfinite(cosines)
        count = np.maximum(known.sum(axis=1), 1)
        cosines[~known] = 0.0
        centre = cosines.sum(axis=1) / count
        mean[start : start + rows] = centre
        square = (np.where(known, cosines - centre[:, None], 0.0) ** 2).sum(axis=1) / count
        spread[start : start + rows] = np.maximum(np.sqrt(square), LEAST_SPREAD)
    return mean, spread
