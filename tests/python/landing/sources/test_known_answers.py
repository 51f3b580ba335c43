"""What is unusual in other people's payloads (the tables of the reference data), and the accounts of every file of them."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime

import pytest
from source_kit import counts, events, mapped, reference

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CONFIGURED = {
    "zendesk": {"ai": ["zd:answerBot"]},
    "intercom": {"ai": ["from_ai_agent"], "not_ai": ["fin"]},
    "chatwoot": {"ai": ["captain_assistant", "agent_bot"]},
    "langfuse": {"trace_is_ticket": True},
    "otel": {"trace_is_ticket": True, "start": START},
    "chat": {"start": START},
    "freshdesk": {"ai": ["category:5"]},
    "hubspot": {"ai": ["L-"]},
}
FOLDERS = {"chat": "openai_chat"}


@pytest.mark.parametrize("source", CONFIGURED)
def test_every_record_of_every_payload_is_accepted_or_rejected_and_every_row_too(source, tmp_path):
    import pyarrow.parquet as pq

    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land
    from agent_scorecard.landing.sources.landing_sources import file_accounts
    from agent_scorecard.landing.sources.mapping import tables

    folder = reference("sources", FOLDERS.get(source, source))
    landed = mapped(source, folder, **CONFIGURED[source])
    assert not landed.stops
    export = landed.export
    accounts = file_accounts(source, export, landed, tmp_path / "landing", datetime(2026, 11, 1))
    payloads = {p.name for p in folder.iterdir() if not p.name.startswith(("README", "LICENSE"))}
    assert payloads == {a.source_file for a in accounts} | set(export.refused)
    (tmp_path / "rows").mkdir()
    for table, content in tables(landed).items():
        pq.write_table(content, tmp_path / "rows" / f"{table}.parquet")
    rows = land(tmp_path / "rows", tmp_path / "landing", landing_tables(), datetime(2026, 11, 1))
    for account in [*accounts, *rows]:
        assert account.rows_read == account.rows_accepted + account.rows_rejected, account.source_file
    assert sum(a.rows_read for a in accounts) == len(export.records)
    assert {a.table_name: a.rows_read for a in rows} == {table: len(found) for table, found in landed.rows.items()}
    # the only rows that the gate holds back belong to tickets that are not among the payloads
    assert {reason for account in rows for reason in account.reasons} <= {"orphan"}


@pytest.fixture(scope="module")
def zendesk(tmp_path_factory):
    """The payloads of Zendesk, those that do not say their ticket named by it, as an export has them."""
    folder = tmp_path_factory.mktemp("named") / "zendesk"
    shutil.copytree(reference("sources", "zendesk"), folder)
    names = {
        "ticket_comments": "comments/2",
        "comment_redacted": "comments/3",
        "conversation_log_event_agent_comment": "conversation_log/123",
    }
    for was, now in names.items():
        (folder / now).parent.mkdir(exist_ok=True)
        (folder / f"{was}.json").rename(folder / f"{now}.json")
    return mapped("zendesk", folder, ai=["zd:answerBot"])


def test_zendesks_turns(zendesk):
    """The only AI turn stands in the log, its opening comment is nobody's, a bot of a webhook has a fraction of a second."""
    assert counts(zendesk, "123") == {"ai": 1, "system": 1, "human": 1}
    (told,) = [m for m in zendesk.rows["messages"] if m["ticket_id"] == "141"]
    assert (told["author_type"], told["author_id"], told["sent_at"][11:26]) == ("ai", "zd:answerBot", "14:32:05.254571")
    # one user talks to himself, the same words twice are two comments, and the page is not the whole ticket
    assert counts(zendesk, "2") == {"customer": 2}
    assert any("comments/2.json: has_more is true" in told for told in zendesk.warnings)
    # ten Create events and three notifications are no messages
    assert counts(zendesk, "4") == {"customer": 1}


def test_zendesks_audits_ratings_and_pages(zendesk):
    (change,) = events(zendesk, "666", "status_changed")
    assert change["actor_type"] == "automation", "a trigger is no person"
    (note,) = [m for m in zendesk.rows["messages"] if m["ticket_id"] == "666"]
    assert (note["author_id"], note["is_public"]) == ("5246746", False), "the comment's author is the audit's"
    (rated,) = zendesk.rows["satisfaction"]
    assert (rated["ticket_id"], rated["score"], rated["scale_max"]) == ("35436", "1", "1")
    status = {t["ticket_id"]: (t["status"], t["channel"]) for t in zendesk.rows["tickets"]}
    assert status == {"2": ("solved", "email"), "3": ("solved", "web"), "4": ("new", "api"), "35436": ("open", "web")}
    assert [r.explanation for r in zendesk.rejected] == ["a comment has no created_at"]


def test_intercoms_payloads_without_fin():
    landed = mapped("intercom", reference("sources", "intercom"), **CONFIGURED["intercom"])
    for ticket in ("524", "527", "608"):
        found = [m for m in landed.rows["messages"] if m["ticket_id"] == ticket and m["author_type"] == "customer"]
        assert len([m for m in found if "source" not in m["message_id"]]) >= 1, ticket
        assert "ai" not in counts(landed, ticket)
    # a bot named Fin that sets an attribute or sums up a call answers nobody, and the opener was a person's
    alone = mapped(
        "intercom", reference("sources", "intercom", "conversation_503.json"), accept=["no_ai", "candidates"]
    )
    assert counts(alone, "503") == {"human": 1, "system": 2}
    by_bot = mapped("intercom", reference("sources", "intercom"), ai=["from_ai_agent", "bot"], not_ai=["fin"])
    assert counts(by_bot, "215472586723021")["ai"] == 3, "the over-count of a table without from_ai_agent"
    assert {a.author_id for a in landed.authors.values() if a.name == "Fin"} >= {"4423434"}
    assert landed.notes["parts that repeat an id of their conversation"] == 3
    assert any("1 conversations contradict themselves" in told for told in landed.warnings)


def test_chatwoots_repeats_and_empty_times():
    landed = mapped("chatwoot", reference("sources", "chatwoot"), **CONFIGURED["chatwoot"])
    ids = Counter(m["message_id"] for m in landed.rows["messages"])
    assert max(ids.values()) == 1
    assert landed.notes["messages that repeat an id: the newest counts"] == 8
    assert not [t for t in landed.rows["tickets"] if (t["updated_at"] or "2024")[:4] < "2015"]
    mails = [m["body"] for m in landed.rows["messages"] if m["ticket_id"] == "134" and m["author_type"] == "customer"]
    assert mails
    assert not any("wrote:" in body for body in mails), "the quoted thread is not the customer's words again"


def test_freshdesks_and_hubspots_odd_rows():
    landed = mapped("freshdesk", reference("sources", "freshdesk"), **CONFIGURED["freshdesk"])
    assert counts(landed, "1") == {"customer": 1, "human": 1}
    (ticket,) = [t for t in landed.rows["tickets"] if t["ticket_id"] == "1"]
    assert (ticket["status"], ticket.get("solved_at")) == ("open", None), "open, with a resolved_at of before"
    landed = mapped("hubspot", reference("sources", "hubspot"), **CONFIGURED["hubspot"])
    assert len(landed.rows["tickets"]) == 4
    assert any("2 threads have no message rows" in told for told in landed.warnings)


def test_traces_with_words_off_wrappers_and_several_choices():
    landed = mapped("otel", reference("sources", "otel"), **CONFIGURED["otel"])
    assert landed.notes["messages without words: content capture is off"] == 4
    assert landed.notes["choices that the customer did not see"] == 3
    landed = mapped("langfuse", reference("sources", "langfuse"))
    assert [stop.key for stop in landed.stops] == ["sessions"], "most framework traces have none"
