"""One block of the support team: its customers and tickets as landing tables, and the truth next to them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation import experience, oddities, planted_tables, planting, reviewing, threads, truth
from agent_scorecard.simulation.arrow import conform, ids, pick, stream, times
from agent_scorecard.simulation.article_catalogue import article_times
from agent_scorecard.simulation.block_parts import Block, Counters
from agent_scorecard.simulation.conversations import (
    ACTORS,
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
    escalation_reasons,
    events_of,
    human_of,
    is_reopened_next,
    messages_of,
)
from agent_scorecard.simulation.customers import Customers, build_customers, customer_ids, customer_tables
from agent_scorecard.simulation.episode_clocks import BACK_SAME_TICKET, BASIS_STATUS, Episodes
from agent_scorecard.simulation.episodes import CHANNELS, simulate_episodes
from agent_scorecard.simulation.fragments import LANGUAGES, MANNERS, answer_slot, sentence
from agent_scorecard.simulation.message_rows import message_rows
from agent_scorecard.simulation.page_rows import page_rows
from agent_scorecard.simulation.speech import INVENTED, NO_FAULT, VAGUE, WRONG_ELEMENT, Speech
from agent_scorecard.simulation.world import World

SOURCE = "sim"
FAULT_SHARES = (0.35, 0.12, 0.12, 0.15, 0.14, 0.12)  # contradicted, invented, overpromise, vague, lost, wrong element


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
    out.truth["accounts"] = planted_tables.account_table(world, customers)
    messages = messages_of(world, e, stream(seed, block, "messages"))
    page_of = page_rows(world, e, counters, out, stream(seed, block, "pages"))
    message_table, answer_id, openers = message_rows(
        world, speech, e, messages, ticket_id, page_of, counters, out, block
    )
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
    planted_tables.described(world, e, stream(world.config.seed, 0, "plants"))
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
