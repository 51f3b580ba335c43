"""One row per week, category and metric of speed against quality, in the columns of the metric cells."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.scorecard.speed_quality import speed_quality
    from agent_scorecard.statistics.rounding import stored

    resolutions = dbt.ref("int_resolutions_timed").order("episode_id").to_arrow_table()
    min_n = {metric: int(least) for metric, least in dbt.ref("metrics").project("metric, min_n").fetchall()}
    return stored(speed_quality(resolutions, int(dbt.config.get("window_weeks")), min_n))
