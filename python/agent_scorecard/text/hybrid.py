"""Sentiment learnt from a team's own labels: VADER as a feature next to word and character n-grams.

Labels of one's own beat anybody else's weights: what annoys the customers of an airline is not what annoys readers of
film reviews. With few labels the n-grams know little, and VADER, which needs none, carries the model; that is why it
is a feature and not a rival.

A fitted model is an ``.npz`` file of plain arrays and one JSON text, read without unpickling, so that opening one
runs nobody's code.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from agent_scorecard.text.vader import LONGEST_MESSAGE, Scores, polarity_scores

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FORMAT = 1
WORD_BITS, CHARACTER_BITS = 16, 18
VADER_COLUMNS = 4


@dataclass(frozen=True)
class Hybrid:
    """A fitted scorer: n messages to 1 - 2 P(unhappy), with both classes taken as equally likely beforehand."""

    version: str
    languages: frozenset[str]
    idf: np.ndarray
    weights: np.ndarray
    intercept: float
    facts: dict[str, Any]

    def score(self, texts: pa.Array) -> np.ndarray:
        margin = weigh(features(texts), self.idf) @ self.weights + self.intercept
        return 1 - 2 / (1 + np.exp(np.clip(margin, -500, 500)))

    def save(self, folder: Path) -> Path:
        """Write ``sentiment-<version>.npz`` and return its path. Only weights that are not zero are kept."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"sentiment-{self.version}.npz"
        kept = np.flatnonzero(self.weights)
        facts = {"format": FORMAT, "version": self.version, "languages": sorted(self.languages), **self.facts}
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                facts=np.frombuffer(json.dumps(facts, sort_keys=True).encode(), np.uint8),
                place=kept.astype(np.int32),
                weight=self.weights[kept],
                idf=self.idf[kept],
                size=np.array([len(self.weights)]),
                intercept=np.array([self.intercept]),
            )
        return path

    @classmethod
    def load(cls, path: Path) -> Hybrid:
        """Read a stored model.

        Raises:
            ValueError: the file is missing, is no model, is of another format, or is not what its version says.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in ("facts", "place", "weight", "idf", "size", "intercept")}
            facts = json.loads(arrays["facts"].tobytes())
        except (OSError, KeyError, ValueError) as error:
            raise ValueError(f"{path}: not a stored sentiment model ({error})") from error
        if facts.pop("format", None) != FORMAT:
            raise ValueError(f"{path}: written in another format than {FORMAT}; fit it again")
        weights, idf = np.zeros(int(arrays["size"][0])), np.zeros(int(arrays["size"][0]))
        weights[arrays["place"]], idf[arrays["place"]] = arrays["weight"], arrays["idf"]
        version, languages = facts.pop("version"), frozenset(facts.pop("languages"))
        if version != version_of(weights, float(arrays["intercept"][0])):
            raise ValueError(f"{path}: its weights are not those of version {version}")
        return cls(version, languages, idf, weights, float(arrays["intercept"][0]), facts)


def version_of(weights: np.ndarray, intercept: float) -> str:
    """Names the weights by their content."""
    digest = hashlib.sha256(np.round(weights, 9).astype("<f8").tobytes() + f"{intercept:.9f}".encode())
    return f"hybrid-{FORMAT}-{digest.hexdigest()[:10]}"


def features(texts: pa.Array) -> csr_matrix:
    """n messages to hashed counts of words (1-2), of characters within words (2-5), and VADER's four scores."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    plain = [(text or "")[:LONGEST_MESSAGE] for text in texts.to_pylist()]
    common = {"alternate_sign": False, "norm": None, "dtype": np.float64}
    words = HashingVectorizer(n_features=2**WORD_BITS, ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b|[!?]", **common)
    characters = HashingVectorizer(n_features=2**CHARACTER_BITS, ngram_range=(2, 5), analyzer="char_wb", **common)
    return hstack(
        [words.transform(plain), characters.transform(plain), csr_matrix(_vader_features(polarity_scores(texts)))],
        format="csr",
    )


def _vader_features(scores: Scores) -> np.ndarray:
    return np.column_stack([scores.compound, scores.pos, scores.neg, np.sign(scores.compound)])


def inverse_frequencies(counts: csr_matrix) -> np.ndarray:
    """log((1 + n) / (1 + df)) + 1 of each n-gram, as scikit-learn smooths it; 0 for one that was never seen."""
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.where(seen > 0, np.log((1 + counts.shape[0]) / (1 + seen)) + 1, 0.0)
    idf[-VADER_COLUMNS:] = 1.0
    return idf


def weigh(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Counts to tf-idf, (1 + log count) x idf; each message's words and its characters are brought to length one."""
    weighed = counts.tocsr(copy=True)
    block = np.searchsorted([2**WORD_BITS, 2**WORD_BITS + 2**CHARACTER_BITS], weighed.indices, side="right")
    is_gram = block < 2
    weighed.data[is_gram] = 1 + np.log(weighed.data[is_gram])
    weighed.data *= idf[weighed.indices]
    rows = np.repeat(np.arange(weighed.shape[0]), np.diff(weighed.indptr))
    place = (rows * 2 + block)[is_gram]
    squares = np.bincount(place, weighed.data[is_gram] ** 2, minlength=2 * weighed.shape[0])
    weighed.data[is_gram] /= np.sqrt(np.maximum(squares, 1e-12))[place]
    return weighed
