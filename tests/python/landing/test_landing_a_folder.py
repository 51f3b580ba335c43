"""Every row of a folder is accepted or rejected with a reason, and landing twice changes nothing."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.commands import run
from agent_scorecard.landing.land import land

LOADED_AT = datetime(2024, 6, 10)

TICKETS = """\
ticket_id,created_at,status,customer_id,mood,updated_at
T1,2024-06-03T09:00:00+02:00,open,ann,happy,
T2,2024-02-30T09:00Z,open,bob,sad,
T3,2024-06-03 09:00,dancing,cem,,
T1,2024-06-03T09:00:00+02:00,solved,ann,happy,
T4,2024-06-03T09:00Z,open,dan,x,2024-06-04T09:00Z
T4,2024-06-03T09:00Z,solved,dan,x,2024-06-05T09:00Z
T4,2024-06-03T09:00Z,solved,dan,x,2024-06-05T09:00Z
T5,2999-06-03T09:00Z,open,eve,,
,2024-06-03T09:00Z,open,eve,,
T6,2024-06-03T09:00Z,open
"""
MESSAGES = """\
{"message_id": "M1", "ticket_id": "T1", "sent_at": "2024-06-03T07:01Z", "author_type": "customer", "cited_article_ids": ["a", "b"]}
{"message_id": "M2", "ticket_id": "T99", "sent_at": "2024-06-03T07:02Z", "author_type": "ai", "body": "Hello", "confidence": 0.5}
{"message_id": "M3", "ticket_id": "T4", "sent_at": "2024-06-03T09:03Z", "author_type": "ai", "body": "Hello", "confidence": 7}
nonsense
"""  # noqa: E501
REVIEWS = """\
review_id,ticket_id,reviewer_id,reviewed_at,verdict,is_valid,is_complete,is_helpful
R1,T1,kim,2024-06-04,correct,true,true,false
R2,T1,kim,2024-06-04,correct,true,true,
R3,T1,kim,2024-06-04,incorrect,true,true,true
R4,T1,kim,2024-06-04,incorrect,true,maybe,false
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    (folder / "tickets.csv").write_text(TICKETS)
    (folder / "messages.jsonl").write_text(MESSAGES)
    (folder / "reviews.csv").write_text(REVIEWS)
    (folder / "customers.csv").write_bytes(b"customer_id,account_id\ncaf\xe9,a\nann,b\n")
    (folder / "fixes.csv").write_text("")
    (folder / "notes.txt").write_text("hello")
    (folder / "ticket_events.csv").write_text("event_id,occurred_at\nE1,2024-06-03\n")
    (folder / "agents").mkdir()
    pq.write_table(pa.table({"agent_id": ["bot"], "agent_type": ["ai"]}), folder / "agents" / "part-0.parquet")
    return folder


@pytest.fixture(scope="module")
def landed(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("landing")
    return {account.source_file: account for account in land(folder, path, landing_tables(), LOADED_AT)}, path


def rejections(path: Path, table: str) -> dict[int, dict]:
    (file,) = (path / "_rejected" / table).glob("*.parquet")
    return {row["row_number"]: row for row in pq.read_table(file).to_pylist()}


def test_every_row_read_is_accepted_or_rejected(landed):
    accounts, path = landed
    for account in accounts.values():
        assert account.rows_read == account.rows_accepted + account.rows_rejected
        assert account.rows_rejected == sum(account.reasons.values())
        stored = list((path / account.table_name).glob("*.parquet"))
        assert sum(pq.read_metadata(file).num_rows for file in stored) == account.rows_accepted - account.rows_duplicate
    assert (accounts["tickets.csv"].rows_read, accounts["messages.jsonl"].rows_read) == (10, 4)


def test_each_bad_ticket_is_told_with_file_row_column_and_its_text(landed):
    accounts, path = landed
    told = {number: (row["column_name"], row["reason"]) for number, row in rejections(path, "tickets").items()}
    assert told == {
        3: ("created_at", "bad_time"),
        4: ("status", "unknown_value"),
        5: ("ticket_id", "conflicting_duplicate"),
        9: ("created_at", "in_the_future"),
        10: ("ticket_id", "missing_value"),
        11: (None, "ragged_line"),
    }
    thirtieth = rejections(path, "tickets")[3]
    assert thirtieth["original_text"].startswith("T2,2024-02-30T09:00Z,open,bob,sad")
    assert thirtieth["explanation"] == "created_at is not a time but of the form 9999-99-99X99:99X"
    assert any("tickets.csv row 3, column created_at" in example for example in accounts["tickets.csv"].examples)


def test_an_exact_copy_is_no_error_and_a_newer_version_of_a_key_is_normal(landed):
    accounts, path = landed
    assert accounts["tickets.csv"].rows_duplicate == 1
    (file,) = (path / "tickets").glob("*.parquet")
    versions = [(row["ticket_id"], row["status"]) for row in pq.read_table(file).to_pylist()]
    assert versions == [("T1", "open"), ("T4", "open"), ("T4", "solved")]


def test_an_orphan_message_waits_in_the_quarantine_until_its_ticket_comes(landed, tmp_path):
    _, path = landed
    assert rejections(path, "messages")[2]["reason"] == "orphan"

    (tmp_path / "raw").mkdir()
    for name, text in (("tickets.csv", TICKETS), ("messages.jsonl", MESSAGES)):
        (tmp_path / "raw" / name).write_text(text)
    land(tmp_path / "raw", tmp_path / "landing", landing_tables(), LOADED_AT)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "tickets.csv").write_text("ticket_id,created_at,status\nT99,2024-06-03,open\n")
    (tmp_path / "later" / "messages.jsonl").write_text(MESSAGES)
    accounts = land(tmp_path / "later", tmp_path / "landing", landing_tables(), LOADED_AT)
    assert accounts[1].reasons == {"not_json": 1, "out_of_range": 1}
    assert len(list((tmp_path / "landing" / "messages").glob("*.parquet"))) == 1


def test_a_review_whose_verdict_conflicts_with_its_parts_is_rejected(landed):
    _, path = landed
    told = {number: row["reason"] for number, row in rejections(path, "reviews").items()}
    assert told == {2: "conflicting_verdict", 4: "conflicting_verdict", 5: "bad_boolean"}


def test_a_missing_required_column_refuses_the_file_and_keeps_its_rows(landed):
    accounts, path = landed
    refusal = accounts["ticket_events.csv"].refusal
    assert all(word in refusal for word in ("ticket_events.csv", "ticket_events", "ticket_id", "event_type"))
    assert rejections(path, "ticket_events")[2]["original_text"] == "E1,2024-06-03"


def test_a_value_that_is_not_utf8_costs_only_its_own_row(landed):
    accounts, path = landed
    assert rejections(path, "customers")[2]["original_text"] == "caf\\xe9,a"
    assert accounts["customers.csv"].rows_accepted == 1


def test_an_empty_file_and_an_unknown_name_are_told(landed):
    accounts, _ = landed
    assert "empty" in accounts["fixes.csv"].refusal
    assert "cannot be read" in accounts["notes.txt"].refusal


def test_an_extra_column_is_kept_and_named(landed):
    accounts, path = landed
    assert accounts["tickets.csv"].unknown_columns == "mood"
    (file,) = (path / "tickets").glob("*.parquet")
    assert pq.read_table(file)["mood"].to_pylist()[0] == "happy"


def test_times_are_stored_in_utc_and_types_are_the_contracts(landed):
    _, path = landed
    (file,) = (path / "tickets").glob("*.parquet")
    first = pq.read_table(file).to_pylist()[0]
    assert first["created_at"] == datetime(2024, 6, 3, 7)
    assert first["_loaded_at"] == LOADED_AT
    (messages,) = (path / "messages").glob("*.parquet")
    assert pq.read_table(messages)["cited_article_ids"].to_pylist() == ["a;b"]


def test_the_quarantine_can_be_read_by_people(landed):
    _, path = landed
    (file,) = (path / "_rejected" / "tickets").glob("*.csv")
    with file.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["row_number"] for row in rows] == ["3", "4", "5", "9", "10", "11"]


def test_landing_the_same_folder_again_changes_nothing(landed, folder):
    _, path = landed
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in path.rglob("*") if file.is_file()}
    accounts = land(folder, path, landing_tables(), datetime(2024, 6, 20))
    assert not any(account.is_changed for account in accounts)
    assert before == {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in path.rglob("*") if file.is_file()}


def test_the_gate_leaves_a_validation_that_counts_what_was_rejected(landed):
    _, path = landed
    (file,) = (path / "_validations" / "tickets").glob("*.json")
    validation = json.loads(file.read_text())
    flagged = {
        result["expectation_config"]["meta"]["reason"]: result["result"]["unexpected_count"]
        for result in validation["results"]
        if not result["success"]
    }
    reasons = ("missing_value", "bad_time", "unknown_value", "in_the_future", "conflicting_duplicate")
    assert flagged == dict.fromkeys(reasons, 1)


def test_a_file_larger_than_one_batch_keeps_row_numbers_and_finds_twins_across_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("agent_scorecard.landing.readers.BATCH_ROWS", 400)
    monkeypatch.setattr("agent_scorecard.landing.readers.BLOCK_BYTES", 4096)
    lines = [f"C{number},a{number}" for number in range(1000)]
    lines[700] = "C700,a700,too,many"
    lines[999] = "C5,changed"
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "customers.csv").write_text("customer_id,account_id\n" + "\n".join(lines) + "\n")
    (account,) = land(tmp_path / "raw", tmp_path / "landing", landing_tables(), LOADED_AT)
    told = {number: row["reason"] for number, row in rejections(tmp_path / "landing", "customers").items()}
    assert told == {702: "ragged_line", 1001: "conflicting_duplicate"}
    assert (account.rows_read, account.rows_accepted) == (1000, 998)


def test_the_command_says_with_its_exit_code_that_a_file_was_refused(folder, tmp_path, capsys):
    from agent_scorecard.cli import parser

    to = ["--landing-path", str(tmp_path), "--loaded-at", "2024-06-10"]
    assert run(parser().parse_args(["land", str(folder), *to])) == 1
    shown = capsys.readouterr().out
    assert "ticket_events.csv" in shown
    assert "tickets.csv row 3, column created_at: created_at is not a time" in shown
    assert run(parser().parse_args(["land", str(tmp_path / "nowhere"), *to])) == 2


def test_a_score_that_is_no_number_is_rejected_and_not_taken_for_missing(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tickets.csv").write_text("ticket_id,created_at,status\nT1,2024-06-03,open\n")
    scores = ["4", "abc", "6", ""]
    rows = [f"T1,2024-06-0{day},{score},5" for day, score in enumerate(scores, start=4)]
    text = "\n".join(["ticket_id,responded_at,score,scale_max", *rows])
    (tmp_path / "raw" / "satisfaction.csv").write_text(text + "\n")
    land(tmp_path / "raw", tmp_path / "landing", landing_tables(), LOADED_AT)
    told = {number: row["reason"] for number, row in rejections(tmp_path / "landing", "satisfaction").items()}
    assert told == {3: "bad_number", 4: "out_of_range", 5: "missing_value"}
