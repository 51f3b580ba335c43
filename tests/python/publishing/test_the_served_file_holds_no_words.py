"""No mart that is served repeats what somebody wrote, redacted or not."""

import duckdb

from agent_scorecard.publishing.publish import publish


def test_no_served_column_repeats_what_somebody_wrote(sample_warehouse, manifest, tmp_path):
    from datetime import datetime

    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    withheld = [node["alias"] for node in models if node["config"]["meta"].get("is_served") is False]
    publish(sample_warehouse, tmp_path, datetime(2026, 1, 5), withheld)
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        connection.execute(f"attach '{tmp_path / sample_warehouse.name}' as served (read_only)")
        # short ones ("yes", "chat") are words of a list as well
        connection.execute(
            """
            create temp table written as
            select body from staging.stg_message_bodies where length(body) >= 25
            union select body from staging.stg_messages_redacted where length(body) >= 25
            union select comment from staging.stg_satisfaction where length(comment) >= 25
            """
        )
        texts = connection.execute(
            "select table_name, column_name from duckdb_columns() "
            "where schema_name = 'marts' and database_name = 'served' and data_type = 'VARCHAR'"
        ).fetchall()
        assert len(texts) > 50
        told = [
            f"{table}.{column}"
            for table, column in texts
            if connection.execute(
                f'select 1 from served.marts."{table}" where "{column}" in (from written) limit 1'
            ).fetchone()
        ]
    assert told == []


def test_a_served_id_is_a_token_and_counts_and_joins_stay(sample_warehouse, tmp_path):
    from datetime import datetime

    publish(sample_warehouse, tmp_path, datetime(2026, 1, 5), token_key="k")
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        connection.execute(f"attach '{tmp_path / sample_warehouse.name}' as served (read_only)")
        joined = "select count(*) from {0}episodes join {0}customers using (customer_id)"
        for asked in ("select count(distinct customer_id) from {0}episodes", joined):
            plain, token = (connection.sql(asked.format(of)).fetchone() for of in ("marts.", "served.marts."))
            assert plain == token
            assert plain[0] > 100
        known = "select customer_id from marts.customers"
        assert connection.sql(f"select 1 from served.marts.episodes where customer_id in ({known})").fetchall() == []


def test_a_team_member_known_by_e_mail_is_a_token_and_a_bot_keeps_its_name(tmp_path):
    from datetime import datetime

    build = tmp_path / "build" / "scorecard.duckdb"
    build.parent.mkdir()
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema marts; create table marts.agents (agent_id varchar, owner varchar)")
        connection.execute(
            "insert into marts.agents values ('bot-v2', 'ann@example.com'), ('ben@example.com', 'billing')"
        )
    publish(build, tmp_path / "served", datetime(2026, 1, 5), token_key="k")
    with duckdb.connect(str(tmp_path / "served" / "scorecard.duckdb"), read_only=True) as connection:
        rows = connection.sql("from marts.agents").fetchall()
    assert (rows[0][0], rows[1][1]) == ("bot-v2", "billing")
    assert all(value.startswith("id-") for value in (rows[0][1], rows[1][0]))
