"""The messages of one block as landing rows, with the faults and secrets that the simulation plants."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation import planting, truth
from agent_scorecard.simulation.arrow import conform, ids, pick, stream, times
from agent_scorecard.simulation.conversations import AI_KINDS, Kind, human_of
from agent_scorecard.simulation.episode_clocks import Episodes
from agent_scorecard.simulation.secrets import plant, pools
from agent_scorecard.simulation.speech import DICE, NO_FAULT
from agent_scorecard.simulation.world import MODELS

# what an episode tells the words of each of its messages
SPOKEN_OF = (
    "issue", "language", "manner", "version", "mood", "back", "is_calm", "is_terse", "repeats", "gives", "asks_again",
    "asks_across", "recalls", "exchanges", "has_page_error", "ticket", "step",
)  # fmt: skip


def _secrets(message_id: pa.Array, planted: dict) -> pa.Table:
    """The truth's table of planted secrets, with where each begins and ends in its message."""
    return pa.table(
        {
            "message_id": message_id.take(pa.array(planted["row"], pa.int64())),
            "kind": pa.array(planted["kind"], pa.string()),
            "text": pa.array(planted["text"], pa.string()),
            "start": pa.array(planted["start"], pa.int64()),
            "end": pa.array(planted["end"], pa.int64()),
        }
    )


def _planted_faults(e, m) -> dict[str, np.ndarray]:
    """Which messages show each fault of a conversation, by the fault's name."""
    row = m["episode"]
    is_reply = (m["kind"] == Kind.AGAIN) & (m["turn"] == 1)
    is_first = m["kind"] == Kind.ANSWER
    return {
        "repeated_information": is_reply & (e["repeats"] | e["asks_again"])[row],
        "asks_again": is_first & e["asks_again"][row],
        "asks_again_across_conversations": is_first & e["asks_across"][row],
        "uses_earlier_conversation": is_first & e["recalls"][row],
    }


def _use(kind, m, body, version, first_dice) -> dict[str, pa.Array]:
    """Tokens and cost of each message of the AI."""
    is_answer = (kind == Kind.ANSWER) | (kind == Kind.SECOND)
    tokens_out = np.asarray(pc.utf8_length(body)) // 4 + 1
    tokens_in = 420 + 90 * m["turn"] + (first_dice * 160).astype(np.int64)
    cost = (tokens_in * 0.15 + tokens_out * 0.6) / 1e6 * np.where(version >= 2, 2.5, 1.0)
    return {
        "input_tokens": pa.array(tokens_in, mask=~is_answer),
        "output_tokens": pa.array(tokens_out, mask=~is_answer),
        "cost_usd": pa.array(np.round(cost, 6), mask=~is_answer),
    }


def message_rows(world, speech, e, m, ticket_id, page_of, counters, out, block):
    """The landing table, and the id of each episode's last answer. Planted secrets and faults go to the truth."""
    rng = stream(world.config.seed, block, "words")
    row, kind = m["episode"], m["kind"]
    count, number = len(row), counters.message + np.arange(len(row))
    counters.message += count
    message_id = ids("M", number)
    is_answer = np.isin(kind, [int(Kind.ANSWER), int(Kind.SECOND)])
    is_last = is_answer & (m["turn"] == e["exchanges"][row])
    is_ai = np.isin(kind, [int(k) for k in AI_KINDS])
    is_person = np.isin(kind, [int(Kind.PERSON), int(Kind.PERSON_AGAIN), int(Kind.NOTE)])
    is_customer = ~is_ai & ~is_person
    fault = np.where(is_last, e["fault"][row], NO_FAULT)
    rows = {
        "kind": kind,
        "turn": m["turn"],
        "fault": fault,
        **{name: e[name][row] for name in SPOKEN_OF},
        "account": (e["customer_number"][row] * 0.6180339887) % 1,
        "own": e["dice"][row],
        "is_page_aware": (e["channel"][row] == 2) & is_ai,
    }
    dice = rng.random((count, DICE))
    body = speech.compose(rows, dice)
    if world.config.plants:
        body, out.truth["wishes"] = planting.with_wishes(world, e, m, body, message_id, block)
    can_hold = np.isin(kind, [int(Kind.OPEN), int(Kind.BACK), int(Kind.AGAIN), int(Kind.TO_HUMAN)])
    wanted = can_hold & (rng.random(count) < world.config.secrets)
    pool = pools(stream(world.config.seed, 0, "secrets"), world.words.common["names"])
    body, planted = plant(body, wanted, rng, pool, world.words.common["secret"], e["customer_number"][row])
    out.truth["secrets"] = _secrets(message_id, planted)
    out.truth["faults"] = truth.fault_table(message_id, fault, np.flatnonzero(fault), _planted_faults(e, m))

    version = world.version_at(m["at"])
    agent = np.where(e["channel"][row] == 2, 1, 0)
    author = np.where(is_ai, agent, np.where(is_person, 2 + human_of(e)[row], 0))
    author_id = pc.if_else(
        pa.array(is_customer),
        e["customer_id"].take(pa.array(row)),
        pick(["ava", "pilot", *(f"h{n}" for n in range(1, 7))], author),
    )
    cites = is_answer & np.isin(fault, [0, 1, 2, 3, 6, 7])
    confidence = np.round(np.clip(e["confidence"][row] + 0.1 * (dice[:, 1] - 0.5), 0.01, 0.99), 2)
    columns = {
        "message_id": message_id,
        "ticket_id": ticket_id.take(pa.array(row)),
        "sent_at": times(m["at"]),
        "author_type": pick(["customer", "ai", "human"], np.where(is_ai, 1, np.where(is_person, 2, 0))),
        "author_id": author_id,
        "body": body,
        "is_public": kind != Kind.NOTE,
        "agent_version": pick(world.versions, version, ~is_ai),
        "model": pick(list(MODELS), version, ~is_answer),
        "confidence": pa.array(confidence, mask=~is_answer),
        "page_context_id": page_of.take(pa.array(row, mask=~(is_answer | (kind == Kind.OPEN)))),
        "cited_article_ids": ids("K", e["issue"][row] + 1, ~cites | (rows["language"] > 0) | e["lacks_article"][row]),
        **_use(kind, m, body, version, dice[:, 0]),
    }
    opens = _places(e, row, (kind == Kind.OPEN) | (kind == Kind.BACK))
    last = _places(e, row, is_last)
    openers = body.take(pa.array(opens, mask=opens < 0))
    return conform("messages", columns), ids("M", number[np.maximum(last, 0)], last < 0), openers


def _places(e: Episodes, row: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each episode the place of its last message that is ``wanted``, or -1; ``row``: the episode of each message."""
    places = np.full(len(e["start"]), -1, dtype=np.int64)
    places[row[wanted]] = np.flatnonzero(wanted)
    return places
