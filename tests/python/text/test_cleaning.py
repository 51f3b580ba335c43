"""Only what the writer wrote now is read."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from agent_scorecard.text.cleaning import own_words

MAILS = {
    "a quoted answer": (
        "It still fails.\n\nOn Mon, 3 Mar 2025 at 10:12, Acme Support <help@acme.com> wrote:\n> Great news!\n> Fixed.",
        "It still fails.",
    ),
    "an announcement over two lines": (
        "No.\nOn Tue, Mar 4, 2025 at 9:00 AM Ann Example\n<ann@example.com> wrote:\nGreat!",
        "No.",
    ),
    "a German quote": ("Geht nicht.\n\nAm 3. März 2025 um 10:12 schrieb Support <h@a.de>:\n> Super!", "Geht nicht."),
    "a French quote": ("Rien.\n\nLe lun. 3 mars 2025 à 10:12, Aide <h@a.fr> a écrit :\n> Parfait", "Rien."),
    "an Outlook header": (
        "See below\r\n\r\nFrom: Ann <a@b.c>\r\nSent: Monday\r\nTo: help\r\nSubject: love it\r\n\r\nI love it",
        "See below",
    ),
    "a forwarded message": (
        "Help me with this\n---------- Forwarded message ---------\nFrom: Bob\nAwful",
        "Help me with this",
    ),
    "quoted lines between": ("> Did it work?\nNo\n> Really?\nreally", "No\n\nreally"),
    "a signature": ("Where is it?\n-- \nAnn Best\nHappiness Manager", "Where is it?"),
    "a telephone": ("Where is it?\n\nSent from my iPhone", "Where is it?"),
    "a closing formula": (
        "My card was stolen.\n\nBest regards,\nJoy Love\nHead of Fun\n+1 555 0100",
        "My card was stolen.",
    ),
    "markup": ("<p>It&#39;s broken<br/>again</p><blockquote>great</blockquote>", "It's broken\nagain"),
    "nothing but a quote": ("> thanks a lot", ""),
}


@pytest.mark.parametrize("name", MAILS)
def test_what_others_wrote_is_left_out(name: str):
    text, own = MAILS[name]
    assert own_words(pa.array([text])).to_pylist() == [own]


@pytest.mark.parametrize(
    "text",
    [
        "a < b and b > a",
        "On my phone it says: error: 42",
        "From: Berlin. To: Paris. Which train?",
        "I regard this as bad.\nRegards to the team, but fix it please: it is broken and has been for three weeks",
        "Best regards are not what I want",
        "Line one\n\nLine two",
    ],
)
def test_what_the_writer_wrote_stays(text: str):
    assert own_words(pa.array([text])).to_pylist() == [text]


def test_null_stays_null():
    assert own_words(pa.chunked_array([["a", None], [" b "]])).to_pylist() == ["a", None, "b"]


@pytest.mark.parametrize("piece", ["On a\n", "> \n", "Best regards\n", "<div ", "From: a\n", "-- -- \n", "\n"])
def test_hostile_mail_takes_no_more_than_its_length(piece: str):
    def seconds(count: int) -> float:
        started = time.process_time()
        own_words(pa.array([piece * count]))
        return time.process_time() - started

    seconds(1)
    assert seconds(40_000) < 30 * seconds(5_000) + 0.05
