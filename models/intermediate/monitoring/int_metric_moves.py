"""One row per meeting, metric and category: the newest final week against the week before and the baseline."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.metric_moves import metric_moves
    from agent_scorecard.statistics.rounding import stored

    meetings, weeks, drift = dbt.ref("int_meetings"), dbt.ref("int_thresholds_judged"), dbt.ref("int_metric_drift")
    cells = weeks.project("metric, category, week_start, value, value_low, value_high")
    measured = weeks.project("metric, category, baseline, baseline_low, baseline_high").distinct()
    dispersions = drift.filter("segment_type = 'category'").project("metric, segment, week_start, dispersion")
    return stored(
        metric_moves(
            meetings.project("meeting_on, metric, week_start").fetchall(),
            cells.fetchall(),
            measured.fetchall(),
            dispersions.fetchall(),
        )
    )
