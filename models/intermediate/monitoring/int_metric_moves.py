"""One row per meeting, metric and category: the newest settled week against the week before and the baseline."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.metric_moves import metric_moves
    from agent_scorecard.statistics.rounding import stored

    meetings, scorecard, baselines = dbt.ref("int_meetings"), dbt.ref("int_metric_values"), dbt.ref("int_baselines")
    drift = dbt.ref("int_metric_drift")
    cells = scorecard.filter("period = 'week' and segment_type = 'category'").project(
        "metric, segment, period_start, value, value_low, value_high"
    )
    measured = baselines.project("metric, category, value, value_low, value_high")
    dispersions = drift.filter("segment_type = 'category'").project("metric, segment, week_start, dispersion")
    return stored(
        metric_moves(
            meetings.project("meeting_on, metric, week_start").fetchall(),
            cells.fetchall(),
            measured.fetchall(),
            dispersions.fetchall(),
        )
    )
