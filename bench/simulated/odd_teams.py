"""Support teams that nobody tunes for: a few rows, rates of 0 and 1, gaps of years, one customer with a thousand tickets, ids
and words that break what joins and prints them. Many of them fit in one landing, each as a category of its own.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

TICKETS = [
    "ticket_id", "created_at", "status", "customer_id", "channel", "category", "source_system", "is_test",
    "is_timed", "merged_into_ticket_id", "initiated_by", "can_escalate",
]  # fmt: skip
MESSAGES = [
    "message_id", "ticket_id", "sent_at", "author_type", "author_id", "body", "is_public", "agent_version",
    "cost_usd", "confidence", "delivery", "source_system",
]  # fmt: skip
EVENTS = ["event_id", "ticket_id", "occurred_at", "event_type", "to_value", "actor_type", "reason", "source_system"]
SATISFACTION = ["ticket_id", "responded_at", "score", "scale_max", "kind", "source_system"]
REVIEWS = [
    "review_id", "ticket_id", "reviewer_id", "reviewed_at", "verdict", "is_valid", "inclusion_probability",
    "rubric_version", "source_system",
]  # fmt: skip
JUDGEMENTS = [
    "judgement_id",
    "ticket_id",
    "judged_at",
    "judge",
    "score",
    "criterion",
    "rubric_version",
    "source_system",
]
COLUMNS = {
    "tickets": TICKETS,
    "messages": MESSAGES,
    "ticket_events": EVENTS,
    "satisfaction": SATISFACTION,
    "reviews": REVIEWS,
    "judgements": JUDGEMENTS,
}
NAMES = (
    "(all)", "(none)", "(other)", "[/x]", "[bold]", "\x1b[31mred\x1b[0m", "a:b", "a:b:c", "x#1", "%_%",
    "'; drop --", '"quoted"', "comma, name", "line\nbreak", "{{ var }}", "<script>", "=1+1", "\uffff", "half �",
    "نص", "😀", "NULL ", "a" * 300, " billing", "Billing", "nan-1", "1970-01-01", "../x", "50 % off", "&amp;",
    "tab\there", "__", "#",
)  # fmt: skip
BODIES = (
    "Help", "", "one hundred " * 160, "9" * 400, "👍", "Automatic reply: away", "\x00\x07 bell", "<b>bold</b>",
    "[/x]", "> quoted\nNo.", "1e999 %", "€" * 50, "Thanks!", "a\u200bb", "It is not working, terrible!",
    "Great, solved", "DROP TABLE",
)  # fmt: skip
SHAPES = (
    "one", "few", "all_escalated", "none_resolved", "all_returned", "gap", "crowd", "long", "mixed", "reviewed",
    "untimed",
)  # fmt: skip


def odd_landing(folder: Path, teams: int, seed: int, names: bool = True) -> int:
    """Write the landing of ``teams`` odd teams, each in a category of its own; the number of tickets."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[dict]] = {table: [] for table in COLUMNS}
    for team in range(teams):
        name = NAMES[team % len(NAMES)] if names and team < len(NAMES) else f"team {team}"
        _team(rows, random, team, name, SHAPES[(team + seed) % len(SHAPES)])
    # the end, so that the last weeks are over
    _ticket(rows, random, "end", "end", datetime(2024, 9, 2, 9), "open", None)
    _written(folder, rows)
    return len(rows["tickets"])


def long_log(folder: Path, weeks: int, categories: int, seed: int, share: float = 0.25) -> int:
    """Write the landing of a long log as help desks really have it: most categories have no ticket in most weeks and one to
    three in the others, rates of 0 and 1, a gap of a year, and in the last third nothing of half of the categories."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[dict]] = {table: [] for table in COLUMNS}
    first = datetime(2020, 1, 6)
    for week in range(weeks):
        for category in range(categories):
            is_gone = category % 2 and week > 2 * weeks // 3
            if is_gone or weeks // 3 < week < weeks // 3 + 52 * (category % 5 == 0) or random.random() > share:
                continue
            for number in range(int(random.integers(1, 4))):
                at = first + timedelta(days=7 * week, seconds=int(random.integers(0, 7 * 86400)))
                # some categories are always escalated, or never resolved, or reviewed
                shape = ("one", "all_escalated", "none_resolved", "reviewed", "mixed")[category % 5]
                customer = f"c{int(random.integers(0, 500))}"
                status = "open" if shape == "none_resolved" else "solved"
                _ticket(
                    rows, random, f"t{week}:{category}:{number}", f"category {category}", at, status, customer, shape
                )
    _written(folder, rows)
    return len(rows["tickets"])


def _written(folder: Path, rows: dict[str, list[dict]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table, content in rows.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], lineterminator="\n")
            writer.writeheader()
            writer.writerows(content)


def _team(rows, random, team: int, name: str, shape: str) -> None:
    start = datetime(2024, 3, 4) + timedelta(days=int(random.integers(0, 60)), seconds=int(random.integers(0, 86400)))
    count = {"one": 1, "few": int(random.integers(2, 4)), "crowd": 60, "long": 1, "gap": 4}.get(shape, 12)
    for number in range(count):
        at = start + timedelta(hours=int(random.integers(0, 24 * 40)))
        if shape == "gap":
            # two in the landing's years before
            at = datetime(2019, 1, 7) + timedelta(days=500 * number)
        if shape == "crowd":
            at = start + timedelta(minutes=number)
        customer = "anonymous" if shape == "crowd" else f"c{team}" if shape == "all_returned" else f"c{team}:{number}"
        status = "open" if shape == "none_resolved" else "solved" if random.random() < 0.8 else "closed"
        _ticket(rows, random, f"t{team}:{number}", name, at, status, customer, shape)


def _ticket(
    rows, random, ticket: str, category: str, at: datetime, status: str, customer: str | None, shape: str = "one"
):
    source = ("", "east", "west")[int(random.integers(0, 3))] if shape == "mixed" else ""
    row = {"ticket_id": ticket, "created_at": at, "status": status, "customer_id": customer or "", "category": category}
    row |= {"source_system": source, "is_timed": "false" if shape == "untimed" else "true", "channel": "email"}
    row |= {"can_escalate": "false" if shape == "mixed" and random.random() < 0.3 else ""}
    row |= {"initiated_by": "automation" if shape == "mixed" and random.random() < 0.2 else ""}
    rows["tickets"].append(row)

    def add(table: str, key: str, minutes: float, **values) -> None:
        clocks = {"messages": "sent_at", "ticket_events": "occurred_at", "satisfaction": "responded_at"}
        clock = clocks.get(table, "reviewed_at" if table == "reviews" else "judged_at")
        found = {"ticket_id": ticket, clock: at + timedelta(minutes=minutes), "source_system": source}
        rows[table].append(found | ({key: f"{ticket}/{len(rows[table])}"} if key else {}) | values)

    for turn in range(1900 if shape == "long" else int(random.integers(1, 4))):
        body = BODIES[int(random.integers(0, len(BODIES)))]
        add("messages", "message_id", 2 * turn, author_type="customer", author_id=customer or "", body=body)
        delivery = "draft" if shape == "mixed" and random.random() < 0.2 else ""
        answer = {
            "author_type": "ai",
            "author_id": "bot",
            "agent_version": "1",
            "cost_usd": "0.000001",
            "delivery": delivery,
        }
        add(
            "messages",
            "message_id",
            2 * turn + (0 if shape == "mixed" else 1),
            body=BODIES[turn % len(BODIES)],
            **answer,
        )
    if shape == "all_escalated":
        add("ticket_events", "event_id", 5, event_type="escalated", reason="policy", actor_type="ai")
    if status in ("solved", "closed"):
        actor = ("ai", "timeout", "automation", "customer", "human")[int(random.integers(0, 5))]
        add("ticket_events", "event_id", 4000, event_type="status_changed", to_value="Resolved", actor_type=actor)
    if random.random() < 0.4:
        add("satisfaction", "", 4100, score=int(random.integers(1, 6)), scale_max=5, kind="csat")
    if shape in ("reviewed", "few"):
        verdict = ("correct", "incorrect", "partial")[int(random.integers(0, 3))] if shape == "few" else "correct"
        probability = (1, 0.0001, 0.5)[int(random.integers(0, 3))]
        given = {"reviewer_id": "kim", "verdict": verdict, "inclusion_probability": probability}
        add("reviews", "review_id", 9000, rubric_version=("", "v2")[int(random.integers(0, 2))], **given)
        add("judgements", "judgement_id", 4200, judge="j", score=float(random.integers(0, 2)), criterion="correct")
