"""Did the customer have to say something twice? Values given again, and turns told again, after an answer.

It is a repetition only where somebody answered in between and did not name the value: confirming "yes, 12345" to "is
it 12345?" is no effort, and neither is correcting oneself before anybody has read the first message. The texts are the
redacted ones; redaction turns one secret into one token, so a given e-mail address is still known when it comes again.

Time is linear in the turns: a turn is compared with the last ``TURNS_REMEMBERED`` turns of the customer, and of a turn
only the first ``WORDS_READ`` words are read, and of its values those in the first ``CHARACTERS_READ`` characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from agent_scorecard.experience.told_again import CustomerTurn, repeats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COUNTS = ("value_count", "identity_count", "turn_count", "repetition_count")
SCHEMA = pa.schema([("episode_id", pa.string()), *((name, pa.int64()) for name in COUNTS)])


class Repetitions(NamedTuple):
    """How many of the customer's turns gave a value again, gave a secret again, or told a turn again; and any of it."""

    values: int
    identities: int
    turns: int
    repeated: int


def repetitions(turns: Iterable[CustomerTurn]) -> Repetitions:
    """Count the customer's turns that repeat what an answered turn had said.

    >>> asked = CustomerTurn(False, "Please tell me your order number")
    >>> repetitions([CustomerTurn(True, "My order A1234 never came"), asked, CustomerTurn(True, "It is A1234")])
    Repetitions(values=1, identities=0, turns=0, repeated=1)
    >>> confirmed = CustomerTurn(False, "Is it A1234?")
    >>> repetitions([CustomerTurn(True, "My order A1234 never came"), confirmed, CustomerTurn(True, "yes, A1234")])
    Repetitions(values=0, identities=0, turns=0, repeated=0)
    """
    found = list(repeats(turns))
    return Repetitions(
        values=sum(repeat.is_value for repeat in found),
        identities=sum(repeat.is_identity for repeat in found),
        turns=sum(repeat.is_turn for repeat in found),
        repeated=len(found),
    )


def repetitions_to_episodes(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The repetitions of many episodes, in the columns of SCHEMA.

    Args:
        batches: public messages in order of episode and position, with the columns ``episode_id``, ``is_customer``,
            ``body`` and ``is_courtesy``; an episode may lie in several batches.
    """
    episode: str | None = None
    turns: list[CustomerTurn] = []
    for batch in batches:
        rows = []
        columns = (batch[name].to_pylist() for name in ("episode_id", "is_customer", "body", "is_courtesy"))
        for name, *turn in zip(*columns, strict=True):
            if name != episode and turns:
                rows.append((episode, *repetitions(turns)))
                turns = []
            episode = name
            turns.append(CustomerTurn(*turn))
        yield _batch(rows)
    if turns:
        yield _batch([(episode, *repetitions(turns))])


def _batch(rows: list[tuple]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    return pa.record_batch([pa.array(column, kind) for column, kind in zip(columns, SCHEMA.types, strict=True)], SCHEMA)
