"""VADER at columnar speed gives the package's scores, digit for digit."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pyarrow as pa
import pytest
from strange import floods, varied_texts
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from agent_scorecard.text.vader import LONGEST_MESSAGE, polarity_scores

GOLDEN = Path(__file__).parent / "vader_golden.jsonl"


def ours(texts: list[str], **options: int) -> list[dict[str, float]]:
    columns = polarity_scores(pa.array(texts, pa.string()), **options)
    return [
        dict(zip(columns._fields, row, strict=True))
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]


@pytest.fixture(scope="module")
def package_scores():
    return SentimentIntensityAnalyzer().polarity_scores


def mismatches(texts: list[str], scores: list[dict[str, float]]) -> list[tuple]:
    found = ours(texts)
    return [(text, mine, theirs) for text, mine, theirs in zip(texts, found, scores, strict=True) if mine != theirs]


def test_scores_are_those_of_the_golden_file():
    # made by vaderSentiment 3.3.2 on Python 3.11, whose sum() does not compensate; later versions must give it too
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 500
    assert mismatches([row["text"] for row in rows], [row["scores"] for row in rows]) == []


def test_varied_texts_score_as_the_package_scores_them(package_scores):
    texts = list(varied_texts(8_000, seed=11))
    assert mismatches(texts, [package_scores(text) for text in texts]) == []


def test_floods_score_as_the_package_scores_them(package_scores):
    texts = list(floods(600).values())
    assert mismatches(texts, [package_scores(text) for text in texts]) == []


def test_equal_values_around_but_are_changed_as_the_package_changes_them(package_scores):
    texts = [
        "good but good",
        "good good but good good good",
        "great but bad but great but bad but great",
        # a half of one word's value is another word's value
        "great nice but great nice",
    ]
    # every pair of lexicon values v and 2v or v and 1.5v meets
    lexicon = SentimentIntensityAnalyzer().lexicon
    by_value = {value: word for word, value in lexicon.items() if word.isalpha()}
    for value, word in sorted(by_value.items()):
        for other in (value * 0.5, value * 1.5):
            if other in by_value:
                texts += [f"{word} {by_value[other]} but {word} {by_value[other]} {word}"]
                texts += [f"{by_value[other]} {word} {word} but {by_value[other]} {by_value[other]}"]
    assert len(texts) > 60
    assert mismatches(texts, [package_scores(text) for text in texts]) == []


def test_a_null_and_an_empty_message_have_no_sentiment():
    nothing = {"neg": 0.0, "neu": 0.0, "pos": 0.0, "compound": 0.0}
    assert ours([None, "", " \n "]) == [nothing] * 3
    assert ours([]) == []


def test_beyond_the_cap_the_score_is_that_of_the_beginning(package_scores):
    text = "good " * (LONGEST_MESSAGE // 5) + "terrible " * 5_000
    assert ours([text]) == [package_scores(text[:LONGEST_MESSAGE])]


def test_a_slice_of_a_larger_array_scores_alone():
    texts = pa.array(["terrible!", "good", "", "awful"])
    assert (
        polarity_scores(texts.slice(1, 2)).compound.tolist()
        == polarity_scores(pa.array(["good", ""])).compound.tolist()
    )


def test_pieces_do_not_change_the_scores(monkeypatch):
    from agent_scorecard.text import vader

    texts = pa.array(list(varied_texts(500, seed=3)))
    whole = polarity_scores(texts)
    monkeypatch.setattr(vader, "PIECE_BYTES", 1_000)
    assert all((a == b).all() for a, b in zip(whole, polarity_scores(texts), strict=True))


@pytest.mark.parametrize("kind", sorted(floods(10)))
def test_no_flood_takes_more_than_its_length(kind: str):
    def seconds(characters: int) -> float:
        texts = pa.array([floods(characters)[kind]])
        return min(_timed(lambda: polarity_scores(texts, longest=10**9)) for _ in range(3))

    short, long = seconds(20_000), seconds(160_000)
    # eight times the text: at most about eight times the work, far from sixty-four
    assert long < 20 * short + 0.02


def _timed(work) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
