"""One row per week (or window of weeks), category and metric of speed against quality, in the columns of the metric values."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.kept import kept
    from agent_scorecard.scorecard.speed_quality import speed_quality
    from agent_scorecard.statistics.rounding import stored

    resolutions = dbt.ref("int_resolutions_timed")
    windows = dbt.ref("int_trailing_windows").project("period, first_week, last_week").distinct()
    baseline = dbt.ref("int_baseline_weeks").project("'baseline' as period, from_week, to_week")
    metrics = dbt.ref("metrics").project("metric, min_n")
    pool_weeks = int(dbt.config.get("window_weeks"))

    def computed():
        min_n = {metric: int(least) for metric, least in metrics.fetchall()}
        timed = resolutions.order("episode_id").to_arrow_table()
        return stored(speed_quality(timed, pool_weeks, min_n, sorted(windows.fetchall() + baseline.fetchall())))

    return kept(dbt, session, computed, resolutions, windows, baseline, metrics)
