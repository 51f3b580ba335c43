"""One row per group and metric that needs a clock which may still be running: follow-up, durability, times."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.conversations.survival_values import survival_values
    from agent_scorecard.kept import kept
    from agent_scorecard.statistics.rounding import stored

    keys = {
        "rows": "episode_id, clock",
        "counted": "period, segment_type, segment, period_start, episode_id",
        "timetable": "schedule, weekday, opens_at, closes_at, time_zone",
        "holidays": "schedule, holiday_date",
        "metrics": "metric",
    }
    tables = {
        "rows": dbt.ref("int_survival_rows"),
        "counted": dbt.ref("int_episodes_to_groups").project(
            "episode_id, customer_cluster, period, period_start, segment_type, segment"
        ),
        "timetable": dbt.ref("business_hours"),
        "holidays": dbt.ref("holidays"),
        "metrics": dbt.ref("metrics"),
    }
    pool_days = int(dbt.config.get("pool_days"))

    def computed():
        given = {name: table.order(keys[name]).to_arrow_table() for name, table in tables.items()}
        return stored(survival_values(**given, pool_days=pool_days))

    return kept(dbt, session, computed, *tables.values())
