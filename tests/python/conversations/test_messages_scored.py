"""The incremental model: only what changed is read again, and the rows are those of a full refresh."""

from __future__ import annotations

from pathlib import Path

import duckdb
from warehouse import PROJECT, dbt_here

ROWS = "select message_id, scorer_version, read_hash, language, sentiment, is_thanks_only, is_boilerplate from {} order by all"
SCORED = "intermediate.int_messages_scored"


def execute(database: Path, *statements: str) -> list[tuple]:
    with duckdb.connect(str(database)) as connection:
        for statement in statements:
            result = connection.execute(statement)
        return result.fetchall()


def test_an_incremental_run_ends_in_the_rows_of_a_full_refresh(tmp_path):
    database = tmp_path / "scorecard.duckdb"
    execute(
        database,
        "create schema staging; create schema reference",
        f"create table reference.phrases as select * from read_csv('{PROJECT}/seeds/phrases.csv', header = true)",
        "create table staging.stg_tickets as select * from (values ('t1', 'en'), ('t2', 'es')) as t (ticket_id, language)",
        """create table staging.stg_messages as select * from (values
            ('m1', 't1'), ('m2', 't1'), ('m3', 't1'), ('m4', 't2')) as t (message_id, ticket_id)""",
        """create table staging.stg_messages_redacted as select * from (values
            ('m1', 'This is terrible'), ('m2', 'Thanks, bye!'), ('m3', 'good'), ('m4', 'no')) as t (message_id, body)""",
    )
    model = {"database": database, "target_path": tmp_path / "target"}
    dbt_here("run", "--select", "int_messages_scored", **model)
    # a row that nothing touched is not read again: this mark survives
    execute(database, f"update {SCORED} set sentiment = -0.1234 where message_id = 'm1'")

    # m2 is erased, m3 edited, m4's ticket turns out to be English, m5 is new
    execute(
        database,
        "delete from staging.stg_messages where message_id = 'm2'",
        "delete from staging.stg_messages_redacted where message_id = 'm2'",
        "update staging.stg_messages_redacted set body = 'not good at all' where message_id = 'm3'",
        "update staging.stg_tickets set language = 'en' where ticket_id = 't2'",
        "insert into staging.stg_messages values ('m5', 't1')",
        "insert into staging.stg_messages_redacted values ('m5', 'Great, it works')",
    )
    dbt_here("run", "--select", "int_messages_scored", **model)
    incremental = execute(database, ROWS.format(SCORED))
    assert [row[0] for row in incremental] == ["m1", "m3", "m4", "m5"]
    (kept,) = execute(database, f"select cast(sentiment as double) from {SCORED} where message_id = 'm1'")
    assert kept == (-0.1234,)

    dbt_here("run", "--full-refresh", "--select", "int_messages_scored", **model)
    full = execute(database, ROWS.format(SCORED))
    assert full[1:] == incremental[1:]
    assert full[0][:4] == incremental[0][:4]
    assert full[1][4] < 0 < full[3][4]
