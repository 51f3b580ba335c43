"""CONTRIBUTING's "Add a source" followed once, for a help desk that nobody here mapped: Zammad's API JSON."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from source_kit import write

from agent_scorecard.landing.sources import landing_sources
from agent_scorecard.landing.sources.ids_and_times import id_text, time_text
from agent_scorecard.landing.sources.plain_words import plain_text
from agent_scorecard.landing.sources.reading import UnknownShape

STATES = {"new": "new", "open": "open", "pending reminder": "pending", "closed": "closed", "merged": "closed"}
SENDERS = {"Customer": "customer", "Agent": "human", "System": "system"}


def kinds(document, stream, bare):
    """(kind, object) for everything one JSON document holds."""
    if {"ticket_id", "sender"} <= set(document):
        yield "article", document
    elif {"number", "state", "customer_id"} <= set(document):
        yield "ticket", document
    else:
        raise UnknownShape("this is no export of Zammad: expected tickets or ticket articles")


def map_into(landed, export):
    """Tickets and articles as landing rows."""
    for record in export.of("ticket"):
        data = record.data
        if data["state"] not in STATES:
            landed.reject(record, "bad_value", f"unknown state {data['state']!r}")
            continue
        landed.add(
            "tickets",
            ticket_id=id_text(data["id"]),
            created_at=time_text(data["created_at"]),
            updated_at=time_text(data["updated_at"]),
            status=STATES[data["state"]],
            closed_at=time_text(data.get("close_at")),
            customer_id=id_text(data["customer_id"]),
            subject=data.get("title"),
        )
    for record in export.of("article"):
        data = record.data
        author = id_text(data["created_by_id"])
        landed.message(
            base=SENDERS[data["sender"]],
            keys=[author, data.get("from")],
            kind=data["sender"],
            name=data.get("from") or "",
            ticket_id=id_text(data["ticket_id"]),
            message_id=id_text(data["id"]),
            sent_at=time_text(data["created_at"]),
            author_id=author,
            body=plain_text(data["body"]),
            is_public=not data["internal"],
        )


def article(number: int, sender: str, by: int, body: str, **more) -> dict:
    at = f"2026-01-05T09:{number:02}:00Z"
    told = {
        "id": number,
        "ticket_id": 1,
        "sender": sender,
        "created_by_id": by,
        "from": f"user {by}",
        "internal": False,
    }
    return {**told, "created_at": at, "body": f"<p>{body}</p>", **more}


@pytest.fixture
def zammad(monkeypatch):
    """The module in its place, and its name in SOURCES, as the page says."""
    module = ModuleType("agent_scorecard.landing.sources.zammad")
    module.NAME, module.CANDIDATES, module.LOADER_TABLES = "zammad", {}, {}
    module.kinds, module.map_into = kinds, map_into
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr("agent_scorecard.landing.commands.SOURCES", (*landing_sources.SOURCES, "zammad"))
    monkeypatch.setattr(landing_sources, "write_authors", lambda *given: None)


def test_a_source_that_nobody_mapped_lands_by_the_page(zammad, tmp_path, capsys):
    import pyarrow.parquet as pq

    from agent_scorecard.cli import main

    head = {"id": 1, "number": "67001", "customer_id": 5, "title": "Refund", "updated_at": "2026-01-05T10:00:00Z"}
    tickets = [
        {**head, "state": "closed", "created_at": "2026-01-05T09:00:00Z", "close_at": "2026-01-05T10:00:00Z"},
        {**head, "id": 2, "state": "on the moon", "created_at": "2026-01-05T09:00:00Z"},
    ]
    articles = [
        article(1, "Customer", 5, "Where is my refund?"),
        article(2, "Agent", 9, "On its way."),
        article(3, "Agent", 7, "VIP", internal=True),
        article(4, "Agent", 7, "I have sent it."),
    ]
    folder, landing = write(tmp_path / "export", tickets=tickets, articles=articles), tmp_path / "landing"
    command = ["land", "zammad", str(folder), "--landing-path", str(landing)]
    assert main(command) == 2, "who the AI is was not said"
    assert "no message is by an AI" in capsys.readouterr().out
    assert main([*command, "--ai", "9"]) == 0
    told = capsys.readouterr().out
    assert "unknown state 'on the moon'" in told
    rows = pq.ParquetDataset(landing / "messages").read(["author_type", "is_public", "body"]).to_pylist()
    assert [(row["author_type"], row["is_public"]) for row in rows] == [
        ("customer", True),
        ("ai", True),
        ("human", False),
        ("human", True),
    ]
    assert rows[1]["body"] == "On its way."
    assert len(pq.ParquetDataset(landing / "tickets").read()) == 1
