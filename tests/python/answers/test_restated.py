"""A figure given otherwise than before, what the matter is asked again, and sentences told twice; in words of this page only."""

from __future__ import annotations

import pytest

from agent_scorecard.answers.coherence import Turn, read_thread
from agent_scorecard.experience.repetitions_to_episodes import repetitions
from agent_scorecard.experience.told_again import CustomerTurn as Said


def reading(first: str, reply: str, second: str):
    opening = Turn("customer", "The courier left the parcel with a neighbour we do not have.")
    return read_thread([opening, Turn("ai", first), Turn("customer", reply), Turn("ai", second)])[3]


@pytest.mark.parametrize(
    ("first", "second", "is_at_odds"),
    [
        ("Parcels are kept at the depot for 7 days.", "The depot keeps parcels for 14 days.", True),
        ("Parcels are kept at the depot for 7 days.", "The depot keeps parcels for one week.", False),
        ("The depot holds 40 parcels.", "A parcel at the depot may weigh 30 kilos.", False),
        ("The van takes 20 crates, the depot 300 crates.", "The van takes 20 crates.", False),
        ("A second attempt is made within 3 days.", "A second attempt is made within 8 days.", True),
        ("Please wait 2 days for the courier to call.", "Please wait 6 days for the courier to call.", True),
        ("The depot holds 1500 open crates.", "Each depot may hold 900 crates.", True),
        ("On approval the claim is paid within 5 days.", "An approved claim is paid in 12 days.", True),
        (
            "A parcel above 30 kilos, which the van refuses, is kept at the depot.",
            "The depot takes a parcel up to 50 kilos.",
            True,
        ),
        ("The courier keeps records of the last 30 days.", "The courier sends old records within 9 days.", False),
    ],
)
def test_a_figure_is_at_odds_with_an_earlier_one_of_the_same_thing(first, second, is_at_odds):
    assert bool(reading(first, "And now?", second).contradicts) is is_at_odds


def test_who_told_the_matter_is_not_asked_for_it_again():
    assert reading("I look into it.", "Good.", "Can you tell me what the issue is?").asks_again is True
    assert reading("I look into it.", "Good.", "Can you describe the issue in more detail?").asks_again is False
    assert read_thread([Turn("customer", "Hello"), Turn("ai", "What is the issue?")])[1].asks_again is None


@pytest.mark.parametrize(
    ("answer", "is_asked_again"),
    [
        ("I need the reference of your parcel before the next step.", True),
        ("Please tell me the number of your parcel.", True),
        ("I need the number of your next parcel.", False),
    ],
)
def test_a_number_that_was_given_is_asked_for_by_what_it_is_a_number_of(answer, is_asked_again):
    turns = [Turn("customer", "Where is it? The parcel number is 55120-7."), Turn("ai", answer)]
    assert read_thread(turns)[1].asks_again is is_asked_again


def test_one_sentence_told_again_in_another_turn_is_a_repetition_and_a_feeling_is_not():
    answer = Said(False, "Deliveries run until six.")
    told = Said(True, "My parcel is missing. The label was torn at one corner. I am so angry about this.")
    again = Said(True, "No answer to my question. The label was torn at one corner.")
    feeling = Said(True, "Nobody came yesterday either. I am so angry about this.")
    assert repetitions([told, answer, again]).turns == 1
    assert repetitions([told, answer, feeling]).turns == 0
