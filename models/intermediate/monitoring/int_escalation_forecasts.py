"""One row per category and coming week: the escalations to expect, by season, release and level."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.escalation_forecasts import escalation_forecasts

    settle = dbt.ref("metrics").filter("metric = 'escalation_rate'").project("settle_days").fetchall()[0][0]
    ends = f"week_end_at + to_days({int(settle)})"
    as_of = dbt.ref("stg_as_of").fetchall()[0][0]
    weeks = dbt.ref("int_weeks").filter(f"has_clock and {ends} <= timestamp '{as_of}'").project("week_start")
    episodes = dbt.ref("int_episodes").filter("is_ai_handled and outcome <> 'operational'").order("episode_id")
    releases = dbt.ref("stg_releases").order("released_at, release_id")
    return escalation_forecasts(
        episodes.project("category, week_start, is_escalated").to_arrow_table().to_pylist(),
        releases.project("kind, category, date_trunc('week', released_at)::date as week_start")
        .to_arrow_table()
        .to_pylist(),
        sorted(row[0] for row in weeks.fetchall()),
    )
