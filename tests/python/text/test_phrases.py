"""What counts as a stock phrase, told with messages."""

from __future__ import annotations

import time

import pyarrow as pa
import pyarrow.csv
import pytest

from agent_scorecard.contract import project_dir
from agent_scorecard.text.phrases import Phrases


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.of(pa.csv.read_csv(project_dir() / "seeds" / "phrases.csv"))


@pytest.mark.parametrize(
    "text",
    [
        "Thanks a lot, bye!",
        "Thank you so much for your help!",
        "thx",
        "THANK YOU!!!",
        "No, that's all. Thank you, Maria!",
        "that worked, thanksss",
        "ok",
        "👍🏽",
        "Merci beaucoup, bonne journée !",
        "Vielen Dank für Ihre schnelle Hilfe",
        "¡Muchas gracias!",
        "obrigada, tudo certo",
        "ありがとうございます、助かりました。",
        "谢谢！",
        "감사합니다!",
        "शुक्रिया",
        "شكراً جزيلاً",
        "Спасибо большое, всё работает",
        "teşekkür ederim",
    ],
)
def test_thanks_in_any_language_is_thanks_only(phrases: Phrases, text: str):
    assert phrases.is_thanks_only(pa.array([text])).to_pylist() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but it still fails",
        "That didn't work, thanks",
        "thanks for nothing",
        "THANKS NOTHING WORKS",
        "thanks?",
        "ok and how do I cancel?",
        "thanks :(",
        "👍 but the invoice is wrong",
        "😡",
        "Hello",
        "Yes",
        "no",
        "Yes, please cancel it. Thank you!",
        "Danke, aber es geht immer noch nicht",
        "gracias, pero no funciona",
        "",
        "   ",
        "12345",
    ],
)
def test_whoever_says_more_than_thanks_is_heard(phrases: Phrases, text: str):
    assert phrases.is_thanks_only(pa.array([text])).to_pylist() == [False]


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I am Nova, your virtual assistant. How can I help you today?",
        "Hi Ann! Thanks for contacting Acme Support. I'm Fin, an AI assistant. What can I help you with today?",
        "Let me check that for you.",
        "One moment, please.",
        "You're welcome! If you have any more questions, feel free to reach out. Have a great day!",
        "I'm sorry to hear that. Let me look into this for you.",
        "Guten Tag, ich bin Lumi, Ihr virtueller Assistent. Wie kann ich Ihnen helfen?",
        "Bonjour, comment puis-je vous aider ?",
        "您好，请问有什么可以帮您？",
    ],
)
def test_a_greeting_is_boilerplate_whatever_the_agent_is_called(phrases: Phrases, text: str):
    assert phrases.is_boilerplate(pa.array([text])).to_pylist() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "No",
        "Great!",
        "Hello! Open Settings and press Reset.",
        "I can help you with that. Could you please provide your user ID?",
        "I'm transferring you to a human agent.",
        "Basic economy cannot be changed. If you need anything else, let me know.",
        "I'm sorry, your order was lost.",
        "",
    ],
)
def test_an_answer_is_not_boilerplate(phrases: Phrases, text: str):
    assert phrases.is_boilerplate(pa.array([text])).to_pylist() == [False]


def test_null_stays_null_and_order_is_kept(phrases: Phrases):
    texts = pa.chunked_array([["thanks", None], ["no refund?", "bye"]])
    assert phrases.is_thanks_only(texts).to_pylist() == [True, None, False, True]
    assert phrases.is_thanks_only(pa.array([], pa.string())).to_pylist() == []


def test_a_flood_of_thanks_takes_no_longer_than_its_length(phrases: Phrases):
    def seconds(texts: list[str]) -> float:
        started = time.process_time()
        phrases.is_boilerplate(pa.array(texts))
        return time.process_time() - started

    seconds(["warm"])
    plain = seconds(["my order has not arrived and nobody answers the phone " * 10] * 2000)
    hostile = seconds(["thanks so much very much again " * 18 + "x"] * 2000)
    assert hostile < plain * 60 + 1


def test_a_template_that_matches_silence_is_refused():
    with pytest.raises(ValueError, match="line 2"):
        Phrases.of(pa.table({"phrase": ["[so] [much]"], "kind": ["thanks"]}))


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="greting"):
        Phrases.of(pa.table({"phrase": ["hi"], "kind": ["greting"]}))
