"""What a customer tells in a turn, and whether a later turn tells it again."""

from __future__ import annotations

import re
from collections import deque
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from agent_scorecard.answers.claims import FUNCTION_WORDS
from agent_scorecard.answers.coherence import says_it_did_not_help
from agent_scorecard.text.vader_words import feeling_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A turn is told again where the words of the two overlap by this share (Jaccard). On rated service dialogues such turns are
# dissatisfied 2.9 times as often as others (scoring.md, section 4); at .3 to .6 it is 1.9 times.
SAME_WORDS = 0.6
# An answer such as "yes, please" comes twice without being a repetition.
FEWEST_WORDS = 4
# A sentence is told again where its words overlap by this share; in it, besides how it feels and that it did not help,
# so many words say something. Feelings come twice without being information.
SAME_SENTENCE, FEWEST_TELLING = 0.8, 2
WITHIN = 0.9
SENTENCES_READ = 20
# Who writes without stops tells again what comes in so many of the same words in a row; where both turns have sentences,
# half a sentence in the same words is another sentence.
RUN = 6
TURNS_REMEMBERED = 50
WORDS_READ = 300
CHARACTERS_READ = 20_000

_CONSENT = frozenset(
    {"yes", "yeah", "yep", "yup", "sure", "ok", "okay", "correct", "no", "nope", "oui", "non", "ja", "nein", "sí", "si"}
    | {"sim", "não", "да", "нет", "はい", "いいえ"}
)
_STOP = re.compile(r"[.!?;]\s|\n")
# a sentence about whom it is said to ("you are the most patient agent") tells nothing of the matter
_OF_YOU = (frozenset({"you", "are"}), frozenset({"you're"}), frozenset({"you’re"}))
# where a sentence or a line ends, or a comma parts what introduces it
_PART = re.compile(r"[.!?;:,]+\s+|\n+")
_GOES_ON = re.compile(r" +\w")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# what redaction leaves: the same secret is the same token
_SECRET = re.compile(r"<[a-z_]+:[0-9a-f]+>")
# bounds keep a search linear whatever the text is
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}")
# numbers and codes of at least four characters with a digit: orders, accounts, serials, user names
_CODE = re.compile(
    r"(?<![\w$€£¥.,:/-])#?(?=[\w-]{0,40}\d)([A-Za-z0-9](?:[A-Za-z0-9_]|-(?=[A-Za-z0-9])){3,39})(?![\w%€£]|[:/,.]\d)"
)
_YEAR_OR_DATE = re.compile(
    r"(?:19|20)\d\d(?:-\d\d?(?:-\d\d?)?)?|\d{1,2}-\d{1,2}-\d{2,4}"
    r"|\d+(?:am|pm|st|nd|rd|th|gb|mb|kg|min|mins|hours?|days?)"
)


class Told:
    """A turn's words. What it tells in sentences and in runs of words is read where it is compared: most turns never are."""

    def __init__(self, text: str):
        self.text = text
        lower = text.lower()
        said = _WORD.findall(lower, 0, 20 * WORDS_READ)
        self.said = said[:WORDS_READ]
        self.words = frozenset(self.said)
        # all its words are among `words`
        self.is_whole = len(lower) <= 20 * WORDS_READ and len(said) <= WORDS_READ

    @cached_property
    def is_unbroken(self) -> bool:
        """Is it one piece without stops?"""
        return _STOP.search(self.text.strip()[:CHARACTERS_READ]) is None

    @cached_property
    def telling(self) -> frozenset[str]:
        """Its words that say something."""
        return _telling(self.words)

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """``RUN`` words in a row of which enough say something."""
        rows = zip(*(self.said[place:] for place in range(RUN)), strict=False)
        return frozenset(run for run in rows if len(self.telling.intersection(run)) >= FEWEST_TELLING)

    @cached_property
    def sentences(self) -> list[frozenset[str]]:
        """Its sentences that tell something; only thanks, a feeling, or that it did not help tells nothing."""
        parts = _PART.split(self.text[:CHARACTERS_READ])[:SENTENCES_READ]
        # the dearest question comes last
        return [
            words
            for part in parts
            if len(words := _words(part)) >= FEWEST_WORDS
            and _is_telling(words)
            and not any(of_you <= words for of_you in _OF_YOU)
            and not says_it_did_not_help(part)
        ]


class CustomerTurn(NamedTuple):
    """One public message: who wrote it, and its words; ``is_courtesy`` where they are stock phrases only."""

    is_customer: bool
    text: str
    is_courtesy: bool = False


class Repeat(NamedTuple):
    """What one of the customer's turns repeats, by its place among all turns."""

    place: int
    is_value: bool
    is_identity: bool
    is_turn: bool


def repeats(turns: Iterable[CustomerTurn]) -> Iterator[Repeat]:
    """The customer's turns that repeat something, in order."""
    turns = list(turns)
    if not _may_repeat(turns):
        return
    # what was said before the latest answer, and since; a value that an answer named is known to be known
    answered_values: set[str] = set()
    answered_turns: deque[Told] = deque(maxlen=TURNS_REMEMBERED)
    open_values: set[str] = set()
    open_turns: list[Told] = []
    for place, turn in enumerate(turns):
        if turn.is_courtesy:
            continue
        if not turn.is_customer:
            answered_values |= open_values
            answered_turns.extend(open_turns)
            open_values, open_turns = set(), []
            answered_values -= values_of(turn.text)
            continue
        given, told = values_of(turn.text), Told(turn.text)
        again = given & answered_values
        is_told = not _is_consent(turn.text) and any(_tells_again(told, before) for before in answered_turns)
        if again or is_told:
            yield Repeat(place, bool(again), any(value.startswith("<") or "@" in value for value in again), is_told)
        open_values |= given
        open_turns.append(told)


def _may_repeat(turns: list[CustomerTurn]) -> bool:
    """Did somebody answer between two of the customer's turns? Else nothing is told again, and no word need be read."""
    asked = answered = False
    for turn in turns:
        if turn.is_courtesy:
            continue
        if turn.is_customer and answered:
            return True
        asked |= turn.is_customer
        answered |= asked and not turn.is_customer
    return False


def values_of(text: str) -> set[str]:
    """The values that a text gives: redacted secrets, e-mail addresses, and codes with digits. No years, dates, times or sums.

    >>> sorted(values_of("Order #A-1234 of 2024-05-20 for $1,200 at 10:30, mail <email:3f2a>, from 2023"))
    ['<email:3f2a>', 'a-1234']
    """
    return set(_values_of(text[:CHARACTERS_READ]))


# agents answer in the same words
@lru_cache(maxsize=1 << 12)
def _values_of(text: str) -> set[str]:
    found = set(_SECRET.findall(text))
    text = _SECRET.sub(" ", text)
    if "@" in text:
        found |= {address.lower() for address in _EMAIL.findall(text)}
        text = _EMAIL.sub(" ", text)
    codes = (code.lower() for code in _CODE.findall(text))
    return found | {code for code in codes if any(map(str.isdigit, code)) and not _YEAR_OR_DATE.fullmatch(code)}


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower(), 0, 20 * WORDS_READ)[:WORDS_READ])


def _telling(said: Iterable[str]) -> frozenset[str]:
    return frozenset(said) - FUNCTION_WORDS - feeling_words()


def _is_telling(said: Iterable[str]) -> bool:
    return len(_telling(said)) >= FEWEST_TELLING


def _tells_again(told: Told, before: Told) -> bool:
    if _overlap(told.words, before.words) >= SAME_WORDS:
        return True
    is_run_possible = len(told.telling & before.telling) >= FEWEST_TELLING
    if is_run_possible and (told.is_unbroken or before.is_unbroken) and not told.runs.isdisjoint(before.runs):
        return True
    # sentences of four words or more that are the same share four, so their turns do
    if told.is_whole and before.is_whole and len(told.words & before.words) < FEWEST_WORDS:
        return False
    return any(_is_same(one, other) for one in told.sentences for other in before.sentences)


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same sentence, or the whole of an earlier one within a somewhat longer one: "as I said, ..."."""
    is_within = len(one) <= 2 * len(other) and len(one & other) >= WITHIN * len(other)
    return is_within or _overlap(one, other) >= SAME_SENTENCE


def _is_consent(text: str) -> bool:
    """Two consents in the same words are two consents."""
    first = _WORD.search(text.lower())
    # "no luck with that" answers no question
    return first is not None and first[0] in _CONSENT and not (first[0] == "no" and _GOES_ON.match(text, first.end()))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    if min(len(one), len(other)) < FEWEST_WORDS:
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
