"""What every real export holds besides: tests, spam, deletions, merges, doubles, and tickets in which nobody asked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import conform, ids, pick, times
from agent_scorecard.simulation.episode_clocks import BASIS_EVENT, NEVER, Episodes
from agent_scorecard.simulation.world import World

# Share of the tickets, at oddities = 1.
SHARES = {
    "test": 0.006,
    "spam": 0.008,
    "deleted": 0.004,
    "silent": 0.004,
    "wordless": 0.005,
    "merged": 0.012,
    "double": 0.005,
}
BODIES = {
    "test": ("Test, please ignore.", "Testing the widget", "asdf test 123"),
    "spam": (
        "Best prices for followers, click now.",
        "You have won a voucher, answer today.",
        "SEO ranking first page, cheap.",
    ),
    "deleted": ("Wrong address, sorry.", "Please delete this."),
    "silent": ("We noticed an error in your account and wanted to tell you.", "Your export is ready to be downloaded."),
}


def add(
    world: World, e: Episodes, openers: pa.Array, ticket_id: pa.Array, out, counters, rng: np.random.Generator
) -> None:
    """Append the odd tickets to the tables of a block. ``openers``: first words by episode; the ids move on."""
    tickets = int(e["ticket"].max()) + 1
    for kind, share in SHARES.items():
        count = round(share * tickets * world.config.oddities)
        if world.config.oddities > 0:
            count = max(count, 2)
        if kind in ("merged", "double"):
            _doubles(world, e, openers, ticket_id, out, counters, rng, kind, count)
        else:
            _strangers(world, out, counters, rng, kind, count)


def _numbers(counters, name: str, count: int) -> np.ndarray:
    first = getattr(counters, name)
    setattr(counters, name, first + count)
    return first + np.arange(count)


def _append(out, table: str, columns: dict) -> None:
    out.tables[table] = pa.concat_tables([out.tables[table], conform(table, columns)])


def _strangers(world: World, out, counters, rng: np.random.Generator, kind: str, count: int) -> None:
    if not count:
        return
    at = np.sort(world.start + (rng.random(count) * (world.end - world.start - 86_400)).astype(np.int64))
    ticket = ids("T", _numbers(counters, "ticket", count))
    status = {"spam": "spam", "deleted": "deleted", "silent": "open"}.get(kind, "closed")
    done = at + 3_600 + rng.integers(20_000, size=count)
    is_over = np.full(count, status == "closed")
    channel = "phone" if kind == "wordless" else "email"
    _append(
        out,
        "tickets",
        {
            "ticket_id": ticket,
            "created_at": times(at),
            "status": pa.array([status] * count),
            "updated_at": times(done),
            "solved_at": times(done, ~is_over),
            "closed_at": times(done, ~is_over),
            "channel": pa.array([channel] * count),
            "category": pick(world.categories, rng.integers(len(world.categories), size=count)),
            "is_test": pa.array([True if kind == "test" else None] * count, pa.bool_()),
            "source_system": pa.array(["sim"] * count),
        },
    )
    if kind == "wordless":
        _append(
            out,
            "ticket_events",
            {
                "event_id": ids("E", _numbers(counters, "event", count)),
                "ticket_id": ticket,
                "occurred_at": times(done),
                "event_type": pa.array(["status_changed"] * count),
                "from_value": pa.array(["open"] * count),
                "to_value": pa.array(["solved"] * count),
                "actor_type": pa.array(["human"] * count),
                "actor_id": pa.array(["h1"] * count),
            },
        )
        return
    author = "human" if kind == "silent" else "customer"
    _append(
        out,
        "messages",
        {
            "message_id": ids("M", _numbers(counters, "message", count)),
            "ticket_id": ticket,
            "sent_at": times(at),
            "author_type": pa.array([author] * count),
            "author_id": pa.array(["h1" if author == "human" else None] * count, pa.string()),
            "body": pick(list(BODIES[kind]), rng.integers(len(BODIES[kind]), size=count)),
            "is_public": pa.array([True] * count),
        },
    )


def _end_of_double(event_id: pa.Array, ticket: pa.Array, parent: pa.Array | None, done: np.ndarray) -> dict:
    """A person merges the second ticket into the first, or solves it."""
    count = len(ticket)
    return {
        "event_id": event_id,
        "ticket_id": ticket,
        "occurred_at": times(done),
        "event_type": pa.array(["status_changed" if parent is None else "merged"] * count),
        "from_value": pa.array(["open"] * count) if parent is None else pa.nulls(count, pa.string()),
        "to_value": pa.array(["solved"] * count) if parent is None else parent,
        "actor_type": pa.array(["human"] * count),
        "actor_id": pa.array(["h1"] * count),
    }


def _doubles(world, e, openers, ticket_id, out, counters, rng, kind, count) -> None:
    """The same customer sends the same words again within twenty minutes, before the first ticket is resolved."""
    # long enough to write twice, and not left to silence, which a second message would break
    fit = (
        (e["number"] == 1) & (e["basis"] == BASIS_EVENT) & ~e["is_anonymous"] & (e["resolved"] < min(NEVER, world.end))
    )
    fit &= e["resolved"] - e["start"] > 120
    candidates = np.flatnonzero(fit)
    row = np.sort(rng.choice(candidates, size=min(count, len(candidates)), replace=False))
    count = len(row)
    if not count:
        return
    span = np.minimum(e["resolved"][row] - e["start"][row], 1_200)
    at = e["start"][row] + 1 + (span * (0.3 + 0.4 * rng.random(count))).astype(np.int64)
    done = np.minimum(at + 10, e["resolved"][row] - 1)
    rows = pa.array(row)
    ticket = ids("T", _numbers(counters, "ticket", count))
    parent = ticket_id.take(rows)
    is_merged = kind == "merged"
    _append(
        out,
        "tickets",
        {
            "ticket_id": ticket,
            "created_at": times(at),
            "status": pa.array(["closed"] * count),
            "updated_at": times(done),
            "closed_at": times(done),
            "solved_at": times(done, np.full(count, is_merged)),
            "customer_id": e["customer_id"].take(rows),
            "channel": pa.array(["email"] * count),
            "category": pick(world.categories, e["category"][row]),
            "product_area": pick([issue.product_area for issue in world.words.issues], e["issue"][row]),
            "merged_into_ticket_id": parent if is_merged else pa.nulls(count, pa.string()),
            "source_system": pa.array(["sim"] * count),
        },
    )
    message_id = ids("M", _numbers(counters, "message", count))
    # whoever writes the same again after an answer says it twice
    told_again = is_merged & e["is_ai"][row] & (at > e["start"][row] + e["latency"][row, 0])
    said = {
        "message_id": message_id.filter(pa.array(told_again)),
        "kind": pa.array(["repeated_information"] * int(told_again.sum()), pa.string()),
    }
    out.truth["faults"] = pa.concat_tables([out.truth["faults"], pa.table(said)])
    _append(
        out,
        "messages",
        {
            "message_id": message_id,
            "ticket_id": ticket,
            "sent_at": times(at),
            "author_type": pa.array(["customer"] * count),
            "author_id": e["customer_id"].take(rows),
            "body": openers.take(rows),
            "is_public": pa.array([True] * count),
        },
    )
    event_id = ids("E", _numbers(counters, "event", count))
    _append(out, "ticket_events", _end_of_double(event_id, ticket, parent if is_merged else None, done))
