"""The words do what the truth says of them: calm turns are calm, thanks are thanks, answers are no mere greetings."""

import csv

import pyarrow as pa
import pytest

from agent_scorecard.contract import project_dir
from agent_scorecard.simulation.fragments import MANNERS, answer_slot, in_manner
from agent_scorecard.simulation.words import read_words
from agent_scorecard.simulation.world import BASE_RATES
from agent_scorecard.text.phrases import Phrases

WORDS = read_words(tuple(BASE_RATES))


@pytest.fixture(scope="module")
def phrases():
    with (project_dir() / "seeds" / "phrases.csv").open(encoding="utf-8") as file:
        return Phrases(tuple((row["phrase"], row["kind"]) for row in csv.DictReader(file)))


def in_every_manner(sentences):
    return [in_manner(text, manner) for text in sentences for manner in MANNERS]


def test_a_calm_last_turn_is_neither_negative_nor_mere_thanks(phrases):
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    scorer = SentimentIntensityAnalyzer()
    calm = in_every_manner(WORDS.common["customer"]["try_it"])
    calm += [f"{text} {ask}" for issue in WORDS.issues for text in in_every_manner(issue.sentences["calm"])
             for ask in in_every_manner(WORDS.common["customer"]["ask"])]  # fmt: skip
    assert [text for text in calm if scorer.polarity_scores(text)["compound"] <= -0.05] == []
    assert [text for text, is_thanks in zip(calm, phrases.is_thanks_only(pa.array(calm)).to_pylist(), strict=True)
            if is_thanks] == []  # fmt: skip


def test_thanks_are_taken_for_thanks(phrases):
    thanks = [in_manner(text, manner) for text in WORDS.common["customer"]["thanks_only"] for manner in MANNERS[:3]]
    assert phrases.is_thanks_only(pa.array(thanks)).to_pylist() == [True] * len(thanks)


def test_greetings_are_stock_phrases_and_answers_are_not(phrases):
    greetings = pa.array(WORDS.common["ai"]["greeting"])
    assert all(phrases.is_boilerplate(greetings).to_pylist())
    for part in ("answer", "more"):
        assert not any(phrases.is_boilerplate(answer_slot(WORDS, part).text).to_pylist())


@pytest.mark.parametrize("issue", WORDS.issues, ids=lambda issue: issue.key)
def test_an_article_states_every_fact_that_its_answers_quote(issue):
    for name in issue.facts:
        assert f"{{{name}}}" in issue.article_body
        assert any(f"{{{name}}}" in text for part in ("answer", "more") for text in issue.sentences[part])
    first, second = issue.facts_of(0), issue.facts_of(1)
    wrong = {*issue.wrong_facts_of(0).values(), *issue.wrong_facts_of(1).values()}
    assert not wrong & {*first.values(), *second.values()}
    assert all(first[name] != second[name] for name in issue.facts)
    assert len(set(issue.labels)) == 5
