"""The typed views that a build makes over landing files and over a team's own tables."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def prepare(tmp_path_factory):
    return preparing(tmp_path_factory.mktemp("dbt"))


def preparing(work: Path):
    """Run prepare_landing() with some vars on a database: whether it went well, and what it said. One parse for all."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    common = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT / "profiles")]
    common += ["--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    manifest = None

    def run(database: Path, **given) -> tuple[bool, str]:
        nonlocal manifest
        told: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SCORECARD_DB", str(database))
            if manifest is None:
                manifest = dbtRunner().invoke(["parse", *common, "--vars", "{landing: files}", "-q"]).result
            runner = dbtRunner(manifest=manifest, callbacks=[lambda event: told.append(event.info.msg)])
            result = runner.invoke(["run", "--select", "+stg_tickets", *common, "--vars", json.dumps(given)])
            DuckDBConnectionManager.close_all_connections()
        return result.success, "\n".join(told)

    return run


def rows(database: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql(query).fetchall()


def test_files_of_three_formats_are_one_typed_table(prepare, tmp_path):
    landing = tmp_path / "it's dir[1] of star* ?q {{ x }} ünï"
    for table in ("tickets", "messages", "alert_log"):
        (landing / table).mkdir(parents=True)
    (landing / "tickets" / "a.csv").write_text(
        'ticket_id,created_at,status,mood\n007,2024-06-03T09:00+02:00,open,"a, b"\n008,2024-06-03 09:00,open,\n'
    )
    nested = {"ticket_id": "009", "created_at": "2024-06-03T09:00:00.5-05:30", "status": "solved", "is_timed": False}
    (landing / "tickets" / "b.jsonl").write_text(json.dumps(nested | {"weather": {"is": "wet"}}) + "\n")
    in_berlin = pa.array([datetime(2024, 6, 3, 9)], pa.timestamp("us", "Europe/Berlin"))
    typed = pa.table({"ticket_id": ["010"], "created_at": in_berlin, "status": ["new"]})
    pq.write_table(typed, landing / "tickets" / "c.parquet")
    message = {"message_id": "m", "ticket_id": "007", "sent_at": "2024-06-03", "author_type": "ai", "confidence": 0.25}
    (landing / "messages" / "a.jsonl").write_text(json.dumps(message | {"cited_article_ids": ["x", "y"]}) + "\n")
    (landing / "alert_log" / "a.csv").write_text("alert_id,at,action\nA1,2024-06-03T09:00:00Z,sent\n")
    # a hash begins no comment, and an offset may stand after a space
    (landing / "tickets" / "d.csv").write_text(
        "ticket_id,created_at,status\n#1,2024-06-03 09:00:00 +0200,open\n#2,2024-06-03 09:00:00 +0000,open\n"
    )
    database = tmp_path / "scorecard.duckdb"
    is_fine, told = prepare(database, landing="files", landing_path=str(landing))
    assert is_fine, told

    tickets = rows(database, "select ticket_id, created_at, is_timed, _loaded_at from landing.tickets order by 1")
    assert tickets == [
        ("#1", datetime(2024, 6, 3, 7), True, None),
        ("#2", datetime(2024, 6, 3, 9), True, None),
        ("007", datetime(2024, 6, 3, 7), True, None),
        ("008", datetime(2024, 6, 3, 9), True, None),
        ("009", datetime(2024, 6, 3, 14, 30, 0, 500000), False, None),
        ("010", datetime(2024, 6, 3, 9), True, None),
    ]
    messages = rows(database, "select cited_article_ids, is_public, typeof(confidence) from landing.messages")
    assert messages == [("x;y", True, "DECIMAL(9,4)")]
    assert rows(database, "from landing.unknown_columns order by 2") == [("tickets", "mood"), ("tickets", "weather")]
    assert rows(database, 'select "at" from landing.alert_log') == [(datetime(2024, 6, 3, 9),)]
    assert rows(database, "select count(*) from landing.fixes") == [(0,)]
    assert rows(database, "select count(*) from landing.rejected_rows") == [(0,)]


def test_a_file_without_a_required_column_stops_the_build_by_name(prepare, tmp_path):
    for table in ("tickets", "messages"):
        (tmp_path / table).mkdir()
    (tmp_path / "messages" / "a.csv").write_text("message_id,ticket_id,sent_at,author_type\nm,007,2024-06-03,ai\n")
    is_fine, told = prepare(tmp_path / "scorecard.duckdb", landing="files", landing_path=str(tmp_path))
    assert not is_fine
    assert "the required table tickets is missing" in told

    (tmp_path / "tickets" / "good.csv").write_text("ticket_id,created_at,status\n007,2024-06-03,open\n")
    (tmp_path / "tickets" / "poor.csv").write_text("ticket_id,created_at\n008,2024-06-03\n")
    is_fine, told = prepare(tmp_path / "scorecard.duckdb", landing="files", landing_path=str(tmp_path))
    assert not is_fine
    assert all(word in told for word in ("tickets needs the column status", "poor.csv", "ticket_id, created_at"))


def test_a_teams_own_tables_are_typed_the_same_way(prepare, tmp_path):
    database = tmp_path / "scorecard.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.tickets as
            select 7 as ticket_id, timestamp '2024-06-03 09:00' as created_at, 'open' as status, 1 as mood;
            create table raw.messages as
            select 'm' as message_id, 7 as ticket_id, '2024-06-03T09:00:00+02:00' as sent_at, 'ai' as author_type,
                ['x', 'y'] as cited_article_ids;
            """
        )
    is_fine, told = prepare(database, landing="warehouse", landing_schema="raw")
    assert is_fine, told
    tickets = rows(database, "select ticket_id, created_at, is_timed from landing.tickets")
    assert tickets == [("7", datetime(2024, 6, 3, 9), True)]
    messages = rows(database, "select sent_at, cited_article_ids from landing.messages")
    assert messages == [(datetime(2024, 6, 3, 7), "x;y")]
    assert rows(database, "from landing.unknown_columns") == [("tickets", "mood")]

    is_fine, told = prepare(database, landing="warehouse", landing_schema="landing")
    assert not is_fine
    assert "landing_schema" in told


def test_a_mode_that_does_not_exist_is_named(prepare, tmp_path):
    is_fine, told = prepare(tmp_path / "scorecard.duckdb", landing="filez")
    assert not is_fine
    assert "filez" in told


def test_what_was_written_later_is_not_known_yet(prepare, tmp_path):
    """It is the 10th. What a version of the 12th says of a ticket, and a ticket of the 11th, nobody knows (ground rule 4)."""
    for table in ("tickets", "messages"):
        (tmp_path / table).mkdir()
    (tmp_path / "tickets" / "a.csv").write_text(
        """ticket_id,created_at,status,updated_at,solved_at,closed_at
ann,2025-03-03T10:00Z,solved,2025-03-05T10:00Z,2025-03-05T10:00Z,
ann,2025-03-03T10:00Z,closed,2025-03-12T10:00Z,2025-03-05T10:00Z,2025-03-12T10:00Z
bob,2025-03-11T10:00Z,open,2025-03-11T10:00Z,,
cem,2025-03-04T10:00Z,solved,2025-03-12T10:00Z,2025-03-12T10:00Z,
"""
    )
    (tmp_path / "messages" / "a.csv").write_text(
        "message_id,ticket_id,sent_at,author_type\nm,bob,2025-03-11,customer\n"
    )
    given = {"landing": "files", "landing_path": str(tmp_path)}
    database = tmp_path / "scorecard.duckdb"
    known = "select ticket_id, status, solved_at, closed_at from staging.stg_tickets order by 1"

    is_fine, told = prepare(database, as_of="2025-03-10 00:00:00", **given)
    assert is_fine, told
    assert rows(database, known) == [("ann", "solved", datetime(2025, 3, 5, 10), None), ("cem", None, None, None)]

    # without the var it is the newest message's time: the 11th
    is_fine, told = prepare(database, **given)
    assert is_fine, told
    assert [row[0] for row in rows(database, known)] == ["ann", "cem"]
