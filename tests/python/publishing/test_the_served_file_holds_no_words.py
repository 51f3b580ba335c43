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
