"""A source's schema drifts: a column more, less, renamed or retyped, in every table, and in a warehouse between builds."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from attacks.drift import KINDS, landed

# `python bench/safety.py drift` has all tables
TABLES = ("tickets", "messages", "reviews", "accounts")


@pytest.mark.parametrize(("kind", "outcome"), KINDS.items())
def test_every_table_says_what_drifted_and_loses_nothing(kind, outcome, tmp_path):
    found = landed(kind, tmp_path, TABLES)
    assert len(found) >= 2
    for table, column, account in found:
        told = (table, column, account.refusal, account.reasons, account.examples)
        if outcome == "refused":
            # the file stays where it came from, and its rows wait in the quarantine
            assert column in (account.refusal or ""), told
            assert list((tmp_path / "landing" / "_rejected" / table).iterdir()), told
            continue
        assert not account.refusal, told
        assert account.rows_read == account.rows_accepted + account.rows_duplicate + account.rows_rejected == 1, told
        if outcome == "rejected":
            assert account.rows_rejected == 1, told
            assert any(f"column {column}" in example for example in account.examples), told
        else:
            assert account.rows_rejected == 0, told
    if kind == "a column more":
        for path in (tmp_path / "landing" / "accounts").glob("*.parquet"):
            assert pq.read_table(path)["mood"].to_pylist() == ["fine"]


def test_a_warehouses_table_that_drifts_between_builds_is_read_or_named(tmp_path):
    """More columns and another type of time are read; a renamed one that is required stops the build, which keeps what it had."""
    from warehouse import dbt_here

    database = tmp_path / "scorecard.duckdb"

    def build(created: str) -> str:
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema if not exists raw")
            connection.execute(
                f"create or replace table raw.tickets as select 'T1' as ticket_id, 'open' as status, {created}"
            )
            connection.execute(
                "create or replace table raw.messages as select 'M1' as message_id, 'T1' as ticket_id, "
                "timestamp '2024-06-03 09:00' as sent_at, 'ai' as author_type"
            )
        return dbt_here(
            "run", "--select", "+stg_tickets", database=database, target_path=tmp_path / "t", landing="warehouse"
        )

    def read() -> list[tuple]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(
                "select ticket_id, cast(created_at as varchar) from staging.stg_tickets"
            ).fetchall()

    build("timestamp '2024-06-03 09:00' as created_at")
    assert read() == [("T1", "2024-06-03 09:00:00")]
    build("'2024-06-03T11:00:00+02:00' as created_at, 'fine' as mood")
    assert read() == [("T1", "2024-06-03 09:00:00")]
    with pytest.raises(AssertionError, match="needs the column created_at"):
        build("timestamp '2024-06-03 10:00' as created")
    assert read() == [("T1", "2024-06-03 09:00:00")]
