"""One block of the support team: its customers and tickets as landing tables, and the truth next to them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation import experience, oddities, planting, reviewing, threads, truth
from agent_scorecard.simulation.arrow import conform, ids, pick, stream, times
from agent_scorecard.simulation.catalogue import article_times
from agent_scorecard.simulation.conversations import (
    ACTORS,
    AI_KINDS,
    BY_AI,
    BY_CUSTOMER,
    BY_HUMAN,
    BY_SYSTEM,
    CLOSES_AFTER,
    EVENT_TYPES,
    OUTREACH_LEAD,
    REASONS,
    STATUS,
    VALUES,
    Kind,
    escalation_reasons,
    events_of,
    human_of,
    is_reopened_next,
    messages_of,
)
from agent_scorecard.simulation.customers import Customers, build_customers, customer_ids, customer_tables
from agent_scorecard.simulation.episodes import BACK_SAME_TICKET, BASIS_STATUS, CHANNELS, Episodes, simulate_episodes
from agent_scorecard.simulation.fragments import LANGUAGES, MANNERS, answer_slot, sentence
from agent_scorecard.simulation.secrets import plant, pools
from agent_scorecard.simulation.speech import DICE, INVENTED, NO_FAULT, VAGUE, WRONG_ELEMENT, Speech
from agent_scorecard.simulation.world import MODELS, World

SOURCE = "sim"
FAULT_SHARES = (0.35, 0.12, 0.12, 0.15, 0.14, 0.12)  # contradicted, invented, overpromise, vague, lost, wrong element


@dataclass
class Counters:
    """The next free number of each id, carried from block to block."""

    ticket: int = 1
    message: int = 1
    event: int = 1
    customer: int = 1
    page: int = 1
    review: int = 1
    judgement: int = 1
    shadow: int = 1


@dataclass
class Block:
    tables: dict[str, pa.Table] = field(default_factory=dict)
    truth: dict[str, pa.Table] = field(default_factory=dict)


def simulate_block(world: World, speech: Speech, block: int, tickets: int, counters: Counters) -> Block:
    """Every landing table of about ``tickets`` tickets; ``counters`` move on."""
    seed = world.config.seed
    customers = build_customers(world.config, block, tickets, counters.customer, world.start)
    e = simulate_episodes(world, customers, tickets, stream(seed, block, "episodes"))
    _describe(world, customers, e, stream(seed, block, "describe"))
    threads.describe(world.words, e, stream(seed, block, "threads"))

    ticket_numbers = counters.ticket + e["ticket"]
    ticket_id = ids("T", ticket_numbers)
    episode_id = pc.binary_join_element_wise(
        SOURCE + ":", ticket_id, "#", pc.cast(pa.array(e["number"]), pa.string()), ""
    )
    episode_ids = episode_id.to_pylist()

    out = Block()
    names, left = world.words.common["names"], planting.leaving(world, customers)
    out.tables |= customer_tables(customers, world.config, block, world.start, names, left)
    out.truth["accounts"] = planting.account_table(world, customers)
    messages = messages_of(world, e, stream(seed, block, "messages"))
    page_of = _pages(world, e, counters, out, stream(seed, block, "pages"))
    message_table, answer_id, openers = _messages(world, speech, e, messages, ticket_id, page_of, counters, out, block)
    out.tables["messages"] = message_table
    out.tables["ticket_events"] = _events(world, e, ticket_id, counters, stream(seed, block, "events"))
    out.tables["tickets"] = _tickets(world, customers, e, ticket_id, stream(seed, block, "tickets"))

    drawn = reviewing.draw(world, e, episode_ids)
    reviews = reviewing.review(world, e, drawn, stream(seed, block, "reviews"))
    right = sentence(answer_slot(world.words, "answer").choose(e["issue"] * 4 + e["version"], e["dice"][:, 0]))
    columns = {"ticket_id": ticket_id, "answer_id": answer_id, "right_answer": right}
    out.tables |= reviewing.review_tables(e, drawn, reviews, episode_ids, columns, counters.review)
    out.tables["judgements"] = reviewing.judgement_table(
        world, e, ticket_id, stream(seed, block, "judgements"), counters.judgement
    )
    out.tables["satisfaction"] = experience.satisfaction_table(world, e, ticket_id, stream(seed, block, "satisfaction"))
    out.tables["shadow_answers"] = experience.shadow_table(
        world, e, ticket_id, stream(seed, block, "shadow"), counters.shadow
    )
    out.tables["experiment_assignments"] = experience.experiment_table(
        world, customers, stream(seed, block, "experiment")
    )
    out.tables["erasure_requests"] = experience.erasure_table(world, customers, stream(seed, block, "erasure"))

    out.truth["episodes"] = truth.episode_table(world, e, episode_id, ticket_id)
    counters.ticket += int(e["ticket"].max()) + 1
    oddities.add(world, e, openers, ticket_id, out, counters, stream(seed, block, "oddities"))
    counters.customer += len(customers)
    counters.review += len(out.tables["reviews"])
    counters.judgement += len(out.tables["judgements"])
    counters.shadow += len(out.tables["shadow_answers"])
    return out


def _describe(world: World, customers: Customers, e: Episodes, rng: np.random.Generator) -> None:
    """What the later pages need to know of each episode besides: versions, faults, confidence, reasons."""
    count = len(e["start"])
    e["language"] = customers.language[e["customer"]]
    e["customer_number"] = customers.number[e["customer"]]
    e["customer_id"] = _customer_ids(customers, e, rng)
    e["is_agent_first"] = (e["number"] == 1) & (rng.random(count) < 0.012 * world.config.oddities)
    e["version"] = (e["start"] >= article_times(world)[e["issue"]]).astype(np.int64)
    e["is_stale"] = np.zeros(count, dtype=bool)
    e["incident"] = np.full(count, -1)
    for place, incident in enumerate(world.incidents):
        last = incident.end_week if incident.end_week is not None else world.config.weeks
        inside = (e["week"] >= incident.start_week) & (e["week"] < last)
        inside &= e["category"] == world.categories.index(incident.category)
        e["incident"] = np.where(inside, place, e["incident"])
        e["is_stale"] |= inside & (incident.kind == "stale_article")
    planting.described(world, e, stream(world.config.seed, 0, "plants"))
    drawn = 1 + rng.choice(len(FAULT_SHARES), size=count, p=FAULT_SHARES)
    drawn = np.where((drawn == WRONG_ELEMENT) & (e["channel"] != 2), 1, drawn)
    # who has no article invents, or stays vague
    drawn = np.where(e["lacks_article"], np.where(drawn <= 2, INVENTED, VAGUE), drawn)
    shows = e["is_ai"] & ~e["is_correct"] & ~e["is_stale"] & (rng.random(count) < world.config.faults)
    e["fault"] = np.where(shows, drawn, NO_FAULT)
    e["confidence"] = np.clip(np.where(e["is_correct"], rng.beta(6, 1.8, count), rng.beta(3.4, 2.2, count)), 0.05, 0.99)
    e["reason"] = escalation_reasons(e, rng)
    e["failure_reason"] = reviewing.failure_reason(e, rng)
    e["manner"] = rng.integers(len(MANNERS), size=count)
    e["is_terse"] = rng.random(count) < 0.18
    # said at first, asked for or overlooked, and said again
    e["repeats"] = e["is_ai"] & (e["exchanges"] > 0) & (e["back"] != BACK_SAME_TICKET) & ~e["is_terse"]
    e["repeats"] &= (e["language"] == 0) & (rng.random(count) < 0.22)


def _customer_ids(customers: Customers, e: Episodes, rng: np.random.Generator) -> pa.Array:
    """By ticket, so that one ticket has one writer; some write from a second identity."""
    share = rng.random(int(e["ticket"].max()) + 1)[e["ticket"]]
    uses_alias = customers.has_alias[e["customer"]] & (share < 0.4)
    return customer_ids(customers.number[e["customer"]], uses_alias, e["is_anonymous"])


def _pages(world: World, e: Episodes, counters: Counters, out: Block, rng: np.random.Generator) -> pa.Array:
    """One snapshot of the page per in-app episode with the AI; returns page_context_id by episode, null elsewhere."""
    seen = e["is_ai"] & (e["channel"] == 2)
    row = np.flatnonzero(seen)
    number = np.zeros(len(seen), dtype=np.int64)
    number[row] = counters.page + np.arange(len(row))
    counters.page += len(row)
    issue = e["issue"][row]
    step = rng.integers(1, 5, size=len(row))
    e["step"] = np.zeros(len(seen), dtype=np.int64)
    e["step"][row] = step
    has_error = (rng.random(len(row)) < 0.35) | (e["exchanges"][row] > 1)
    has_error = np.where(e["page_error"][row] >= 0, e["page_error"][row] > 0, has_error)
    e["has_page_error"] = np.zeros(len(seen), dtype=bool)
    e["has_page_error"][row] = has_error
    out.tables["page_contexts"] = conform(
        "page_contexts",
        {
            "page_context_id": ids("P", number[row]),
            "page_url": pick([i.page for i in world.words.issues], issue),
            "captured_at": times(e["start"][row] - 4),
            "element_labels": pick([";".join(i.labels) for i in world.words.issues], issue),
            "error_state": pick([i.error for i in world.words.issues], issue, ~has_error),
            "workflow": pick([i.key for i in world.words.issues], issue),
            "step_number": step,
        },
    )
    return ids("P", number, ~seen)


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


def _messages(world, speech, e, m, ticket_id, page_of, counters, out, block):
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


def _events(world: World, e: Episodes, ticket_id: pa.Array, counters: Counters, rng: np.random.Generator) -> pa.Table:
    v = events_of(world, e, e["reason"], rng)
    row = v["episode"]
    count = len(row)
    number = counters.event + np.arange(count)
    counters.event += count
    # the ticket's own last words about its status
    is_status = v["type"] == STATUS
    status, last_at = np.full(len(e["start"]), -1), np.full(len(e["start"]), -1, dtype=np.int64)
    status[row[is_status]] = v["to"][is_status]
    last_at[row[is_status]] = v["at"][is_status]
    e["event_status"], e["event_at"] = status, last_at

    agent = np.where(e["channel"] == 2, 1, 0)[row]
    human = 2 + human_of(e)[row]
    who = np.select([v["actor"] == BY_AI, v["actor"] == BY_HUMAN], [agent, human], -1)
    names = pick(["ava", "pilot", *(f"h{n}" for n in range(1, 7))], np.maximum(who, 0), who < 0)
    actor_id = pc.if_else(pa.array(v["actor"] == BY_CUSTOMER), e["customer_id"].take(pa.array(row)), names)
    return conform(
        "ticket_events",
        {
            "event_id": ids("E", number),
            "ticket_id": ticket_id.take(pa.array(row)),
            "occurred_at": times(v["at"]),
            "event_type": pick(list(EVENT_TYPES), v["type"]),
            "from_value": pick(list(VALUES), np.maximum(v["from"], 0), v["from"] < 0),
            "to_value": pick(list(VALUES), np.maximum(v["to"], 0), v["to"] < 0),
            "actor_type": pick(list(ACTORS), v["actor"], v["actor"] == BY_SYSTEM),
            "actor_id": actor_id,
            "reason": pick(list(REASONS), np.maximum(v["reason"], 0), v["reason"] < 0),
        },
    )


def _tickets(
    world: World, customers: Customers, e: Episodes, ticket_id: pa.Array, rng: np.random.Generator
) -> pa.Table:
    """One row per ticket, as it is at the end."""
    first = np.flatnonzero(e["number"] == 1)
    last = np.flatnonzero(~is_reopened_next(e))
    count = len(first)
    by_status = (e["basis"][last] == BASIS_STATUS) & (e["resolved"][last] < world.end)
    pending = e["is_ai"][last] & ~e["is_abandoned"][last] & ~e["is_escalated"][last]
    status = np.select(
        [by_status, e["event_status"][last] == 1, e["event_status"][last] == 2, pending],
        ["solved", "solved", "closed", "pending"],
        "open",
    )
    is_over = (status == "solved") | (status == "closed")
    resolved = e["resolved"][last]
    closed = status == "closed"
    touched = np.maximum(np.where(is_over, resolved + np.where(closed, CLOSES_AFTER, 0), 0), e["start"][last])
    issue, dice = e["issue"][first], rng.random((count, 4))
    subjects = [subject for i in world.words.issues for subject in i.sentences["subject"]]
    per_issue = np.array([len(i.sentences["subject"]) for i in world.words.issues])
    offset = np.concatenate([[0], np.cumsum(per_issue)[:-1]])
    account = np.where(e["is_anonymous"][first], -1, customers.account[e["customer"][first]])
    language = e["language"][first]
    return conform(
        "tickets",
        {
            "ticket_id": ticket_id.take(pa.array(first)),
            "created_at": times(e["start"][first] - OUTREACH_LEAD * e["is_agent_first"][first]),
            "status": pa.array(status.tolist()),
            "updated_at": times(touched),
            "solved_at": times(np.where(is_over, resolved, 0), ~is_over),
            "closed_at": times(np.where(closed, resolved + CLOSES_AFTER, 0), ~closed),
            "customer_id": e["customer_id"].take(pa.array(first)),
            "account_id": ids("A", customers.account_number[np.maximum(account, 0)], account < 0),
            "channel": pick(list(CHANNELS), e["channel"][first]),
            "category": pick(world.categories, e["category"][first]),
            "product_area": pick([i.product_area for i in world.words.issues], issue),
            "subject": pick(subjects, offset[issue] + (dice[:, 0] * per_issue[issue]).astype(np.int64)),
            "priority": pick(["low", "normal", "high"], np.select([dice[:, 1] < 0.2, dice[:, 1] > 0.85], [0, 2], 1)),
            "language": pick(list(LANGUAGES), language),
            "brand": pick(["lumen"], np.zeros(count)),
            "scenario_id": pick([i.key for i in world.words.issues], issue, dice[:, 2] > 0.15),
            "source_system": pick([SOURCE], np.zeros(count)),
        },
    )
