"""One row per group and metric that needs a clock which may still be running: follow-up, durability, times."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.conversations.survival_values import survival_values
    from agent_scorecard.statistics.rounding import stored

    return stored(
        survival_values(
            rows=dbt.ref("int_survival_rows").order("episode_id, clock").to_arrow_table(),
            counted=dbt.ref("int_episodes_to_groups")
            .order("period, segment_type, segment, period_start, episode_id")
            .to_arrow_table(),
            timetable=dbt.ref("business_hours")
            .order("schedule, weekday, opens_at, closes_at, time_zone")
            .to_arrow_table(),
            holidays=dbt.ref("holidays").order("schedule, holiday_date").to_arrow_table(),
            metrics=dbt.ref("metrics").order("metric").to_arrow_table(),
            pool_days=int(dbt.config.get("pool_days")),
        )
    )
