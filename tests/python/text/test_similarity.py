"""Same-issue matching holds on questions it was not tuned on, bare or wrapped in letters."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
import yaml

from agent_scorecard.contract import project_dir
from agent_scorecard.text.similarity import choose_background, same_issue_scores

FOLDER = os.environ.get("SCORECARD_REFERENCE_DATA")
SAME_ISSUE = yaml.safe_load((project_dir() / "dbt_project.yml").read_text())["vars"]["same_issue_threshold"]


def test_a_missing_text_has_no_score():
    scores = same_issue_scores(["my card", None, ""], ["", "my card", "my card"], ["a card", "a refund"])
    assert np.isnan(scores).all()


def test_without_other_texts_to_compare_with_nothing_is_said():
    assert np.isnan(same_issue_scores(["my card"], ["my card"], [])).all()


def test_scores_do_not_depend_on_what_else_is_scored():
    desk = [f"question {word} about the {thing}" for word in "abcdef" for thing in ("card", "refund", "address")]
    pair = same_issue_scores(["my card is lost"], ["lost the card"], desk)
    among = same_issue_scores(["x y z", "my card is lost"], ["refund of a payment", "lost the card"], desk)
    assert among[1] == pytest.approx(pair[0])


def test_the_background_is_the_same_in_any_order_of_landing():
    ids, texts = [f"id{i}" for i in range(40)], [f"text {i % 30}" for i in range(40)]
    assert choose_background(ids, texts, 10) == choose_background(ids[::-1], texts[::-1], 10)


@pytest.mark.skipif(not FOLDER, reason="SCORECARD_REFERENCE_DATA names no folder of reference data")
def test_most_matches_of_labelled_questions_are_right_and_most_are_found():
    with (Path(FOLDER) / "tuning" / "same_issue" / "banking77_train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    draw = np.random.default_rng(77)
    texts, intents = [row["text"] for row in rows], np.array([row["category"] for row in rows])
    background = choose_background([str(place) for place in range(len(texts))], texts)
    first = draw.integers(len(rows), size=1500)
    same = np.array([draw.choice(np.flatnonzero(intents == intents[place])) for place in first])
    other = draw.integers(len(rows), size=1500)
    other = np.where(intents[other] == intents[first], (other + 2500) % len(rows), other)
    left = [texts[place] for place in first]
    found = same_issue_scores(left, [texts[place] for place in same], background) >= SAME_ISSUE
    wrong = same_issue_scores(left, [texts[place] for place in other], background) >= SAME_ISSUE
    assert found.mean() >= 0.70
    assert found.sum() / (found.sum() + wrong.sum()) >= 0.78
