"""One row per week (or window of weeks), category and metric of speed against quality, in the columns of the metric values."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.scorecard.speed_quality import speed_quality
    from agent_scorecard.statistics.rounding import stored

    resolutions = dbt.ref("int_resolutions_timed").order("episode_id").to_arrow_table()
    windows = dbt.ref("int_trailing_windows").project("period, first_week, last_week").distinct().fetchall()
    baseline = dbt.ref("int_baseline_weeks").project("'baseline', from_week, to_week").fetchall()
    min_n = {metric: int(least) for metric, least in dbt.ref("metrics").project("metric, min_n").fetchall()}
    pool_weeks = int(dbt.config.get("window_weeks"))
    return stored(speed_quality(resolutions, pool_weeks, min_n, sorted(windows + baseline)))
