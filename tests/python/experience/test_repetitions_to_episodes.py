"""What makes a customer say something twice, told as conversations."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from agent_scorecard.contract import project_dir
from agent_scorecard.experience.repetitions_to_episodes import Repetitions, repetitions, repetitions_to_episodes
from agent_scorecard.experience.told_again import CustomerTurn, repeats, values_of
from agent_scorecard.text.phrases import Phrases


def told(*turns: str) -> Repetitions:
    """Turns written as ``c: words`` and ``a: words``."""
    return repetitions(CustomerTurn(turn[0] == "c", turn[3:]) for turn in turns)


def test_ann_gives_her_order_number_twice():
    assert told("c: Order A1234 is late", "a: What is your order number?", "c: A1234, as I said").values == 1


def test_confirming_what_the_agent_named_is_no_effort():
    assert told("c: Order A1234 is late", "a: Is A1234 the one?", "c: Yes, A1234").repeated == 0


def test_correcting_oneself_before_an_answer_is_no_repetition():
    assert told("c: My order A1234 is late", "c: sorry, I meant my order A1234 is lost", "a: Let us see").repeated == 0


def test_ann_tells_her_story_again_in_nearly_the_same_words():
    story = "c: The parcel came with a broken lid and I want a new one"
    assert (
        told(story, "a: Have you tried our guide?", "c: The parcel came with a broken lid, I want a new one!").turns
        == 1
    )


def test_two_consents_are_not_a_repetition():
    turns = [
        "c: Yes, please go ahead with the change",
        "a: And the second one?",
        "c: Yes, please go ahead with the change",
    ]
    assert told(*turns).repeated == 0


def test_a_secret_that_redaction_hid_is_known_when_it_comes_again():
    turns = ["c: I am <email:3f2a>", "a: Please confirm your address", "c: <email:3f2a>"]
    assert told(*turns) == Repetitions(values=1, identities=1, turns=0, repeated=1)
    assert told(turns[0], turns[1], "c: <email:77aa>").repeated == 0


def test_praise_and_half_a_sentence_are_no_information_told_again():
    praise = "You are the most lenient customer service agent I have ever spoken to."
    turns = [
        f"c: I need to cancel two of my bookings for next week. {praise}",
        "a: Which?",
        f"c: Both are in May, for a change of plans at work. {praise}",
    ]
    assert told(*turns).turns == 0
    half = [
        "c: I travel in May. I need the fastest return trip to Houston on that day.",
        "a: Done.",
        "c: I need the fastest return trip. With a stop.",
    ]
    assert told(*half).turns == 0


def test_a_greeting_by_the_agent_answers_nothing():
    turns = [
        CustomerTurn(True, "Order A1234 is late"),
        CustomerTurn(False, "One moment", is_courtesy=True),
        CustomerTurn(True, "Order A1234"),
    ]
    assert repetitions(turns).repeated == 0


@pytest.mark.parametrize(
    "text", ["in 2023", "on 2024-05-20", "at 10:30", "for $1,200", "50% off", "2 of 300", "5gb", "24h", "Windows"]
)
def test_dates_times_and_sums_are_no_values(text: str):
    assert values_of(text) == set()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#12345", "12345"),
        ("ref NQNU5R.", "nqnu5r"),
        ("I am mia_li_3668", "mia_li_3668"),
        ("SN 88-1234-X", "88-1234-x"),
    ],
)
def test_numbers_and_codes_are_values(text: str, value: str):
    assert values_of(text) == {value}


def test_a_conversation_of_ten_thousand_turns_takes_no_longer_than_its_length():
    def seconds(count: int) -> float:
        turns = [
            CustomerTurn(number % 2 == 0, f"item {number} has {number + 10000} broken parts in it today")
            for number in range(count)
        ]
        started = time.process_time()
        repetitions(turns)
        return time.process_time() - started

    seconds(100)
    assert seconds(8_000) < 20 * seconds(1_000) + 0.05


def test_an_episode_may_lie_in_several_batches():
    names = ("episode_id", "is_customer", "body", "is_courtesy")
    rows = [
        ("ann", True, "Order A1234 is late", False),
        ("ann", False, "Which order?", False),
        ("ann", True, "A1234", False),
        ("bob", True, "Hello there", True),
    ]
    whole = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names)
    for size in (1, 2, 4):
        counted = pa.Table.from_batches(repetitions_to_episodes(whole.to_batches(max_chunksize=size)))
        assert counted.to_pydict()["episode_id"] == ["ann", "bob"]
        assert counted.to_pydict()["repetition_count"] == [1, 0]


def test_repetitions_planted_in_real_transcripts_are_found(reference_data: Path):
    """Untouched turns that tell a sentence again count as false here, and a few of these customers do tell things again."""
    found = planted_in_transcripts(reference_data)
    assert found["recall"] >= 0.9
    assert found["precision"] >= 0.9


def planted_in_transcripts(reference_data: Path, seed: int = 3) -> dict[str, float]:
    """Make the customers of tau airline give a value or tell a turn again; what is flagged unplanted counts as false."""
    runs = json.loads((reference_data / "tau_airline" / "gpt-4o-airline.json").read_text(encoding="utf-8"))
    phrases = Phrases.of(pa.csv.read_csv(project_dir() / "seeds" / "phrases.csv"))
    chance = random.Random(seed)
    planted = found = flagged = 0
    for run in runs:
        said = [
            (m["role"] == "user", m["content"].replace("###STOP###", "").strip())
            for m in run["traj"]
            if m["role"] in ("user", "assistant") and m.get("content")
        ]
        courtesy = phrases.is_boilerplate(pa.array([text for _, text in said])).to_pylist()
        turns = [CustomerTurn(*turn, is_courtesy) for turn, is_courtesy in zip(said, courtesy, strict=True)]
        places = [place for place, turn in enumerate(turns) if turn.is_customer and len(turn.text.split()) >= 8]
        chance.shuffle(places)
        plants = set()
        for source in places:
            later = [place for place in range(source + 2, len(turns)) if not turns[place].is_customer]
            values = values_of(turns[source].text)
            for turn in turns[source + 1 :]:
                if not turn.is_customer:
                    values -= values_of(turn.text)
            if not later:
                continue
            at = chance.choice(later) + 1
            if values and chance.random() < 0.7:
                again, ask = f"It is {sorted(values)[0]}.", "Could you please tell me the reference again?"
            else:
                words = turns[source].text.split()
                del words[chance.randrange(len(words))]
                again, ask = "Like I said: " + " ".join(words), "Could you describe what you need?"
            turns[at:at] = [CustomerTurn(False, ask), CustomerTurn(True, again)]
            plants = {at + 1}
            break
        marked = {repeat.place for repeat in repeats(turns)}
        planted, found, flagged = planted + len(plants), found + len(plants & marked), flagged + len(marked)
    return {"planted": planted, "recall": found / planted, "precision": found / flagged}
