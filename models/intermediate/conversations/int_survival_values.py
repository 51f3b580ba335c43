"""One row per group and metric that needs a clock which may still be running: follow-up, durability, times."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.conversations.survival_values import survival_values
    from agent_scorecard.kept import kept
    from agent_scorecard.statistics.rounding import stored

    keys = {
        "rows": "episode_id, clock",
        "timetable": "schedule, weekday, opens_at, closes_at, time_zone",
        "holidays": "schedule, holiday_date",
        "metrics": "metric",
    }
    counted = dbt.ref("int_episodes_to_groups").project(
        "episode_id, customer_cluster, period, period_start, segment_type, segment"
    )
    tables = {
        "rows": dbt.ref("int_survival_rows"),
        "timetable": dbt.ref("business_hours"),
        "holidays": dbt.ref("holidays"),
        "metrics": dbt.ref("metrics"),
    }
    pool_days = int(dbt.config.get("pool_days"))

    def computed():
        given = {name: table.order(keys[name]).to_arrow_table() for name, table in tables.items()}
        kinds = sorted(counted.project("period, segment_type").distinct().fetchall())
        # one kind of group at a time: all of them are some sixteen rows an episode
        parts = (
            counted.filter(f"period = '{period}' and segment_type = '{segment_type}'")
            .order("segment, period_start, episode_id")
            .to_arrow_table()
            for period, segment_type in kinds
        )
        return stored(survival_values(**given, counted=parts, pool_days=pool_days))

    return kept(dbt, session, computed, counted, *tables.values())
