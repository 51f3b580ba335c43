"""The table of redacted messages: kept up to date row by row, and always what a full build would give."""

from __future__ import annotations

import json
import shutil

import duckdb
from warehouse import dbt_here, run_dbt

from agent_scorecard.people.owners import owners


def _messages(database) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql("from staging.stg_messages_redacted order by message_id").fetchall()


def test_going_back_and_forth_in_time_ends_in_the_rows_of_a_full_build(sample_warehouse, tmp_path):
    """Back: later messages leave, and a customer who asked to be forgotten only later has words again. Forth: as before."""
    full = _messages(sample_warehouse)
    database = tmp_path / sample_warehouse.name
    shutil.copy(sample_warehouse, database)
    with duckdb.connect(str(database), read_only=True) as connection:
        middle, asked = connection.sql(
            """
            select quantile_disc(sent_at, 0.6), (select count(*) from staging.stg_erasure_requests)
            from staging.stg_messages
            """
        ).fetchone()
    build = ("run", "--select", "+stg_messages_redacted")
    run_dbt(*build, "--vars", json.dumps({"as_of": str(middle)}), database=database, target_path=tmp_path / "target")
    early = _messages(database)
    assert 0.5 * len(full) < len(early) < 0.7 * len(full)
    dbt_here(*build, database=database, target_path=tmp_path / "target")
    assert _messages(database) == full
    forgotten = [row for row in full if row[2]]
    assert asked
    assert forgotten
    assert {row[1] for row in forgotten} == {None}


def test_ids_of_one_person_share_their_name_and_their_wish_to_be_forgotten():
    people = {
        row["customer_id"]: (row["customer_names"], row["is_forgotten"])
        for row in owners(
            [("a", "b", None), ("b", "c", "Ann Lee"), ("c", None, "Ann Lee-Day"), ("d", "d", " "), ("e", "f", "Eve")],
            ["a", "stranger"],
        ).to_pylist()
    }
    assert people["a"] == people["b"] == people["c"] == ("Ann Lee;Ann Lee-Day", True)
    assert people["d"] == (None, False)
    assert people["f"] == ("Eve", False)
    assert people["stranger"] == (None, True)


def test_the_private_key_stands_in_no_artefact(sample_warehouse, tmp_path):
    """The key changes every token, and dbt writes it nowhere: not in manifest, run results, compiled code or logs."""
    database, target = tmp_path / sample_warehouse.name, tmp_path / "target"
    shutil.copy(sample_warehouse, database)
    key = "planted-key-7f3e91"
    before = {row[4] for row in _messages(database)}
    run_dbt(
        "run", "--select", "stg_messages_redacted", database=database, target_path=target, SCORECARD_REDACTION_SALT=key
    )
    assert not before & {row[4] for row in _messages(database)}
    files = [path for path in target.rglob("*") if path.is_file()]
    assert {"manifest.json", "run_results.json", "partial_parse.msgpack"} <= {path.name for path in files}
    assert [str(path) for path in [*files, database] if key.encode() in path.read_bytes()] == []
