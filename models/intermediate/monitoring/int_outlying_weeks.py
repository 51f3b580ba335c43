"""One row per week, segment and essential metric that was unlike the twelve weeks before it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.outlying_weeks import outlying_weeks
    from agent_scorecard.statistics.rounding import stored

    metrics, calendar, cells = dbt.ref("metrics"), dbt.ref("int_weeks"), dbt.ref("int_metric_values")
    units = dict(metrics.filter("is_essential").project("metric, unit").fetchall())
    weeks = [row[0] for row in sorted(calendar.project("week_start").fetchall())]
    rows = cells.filter("period = 'week' and is_estimated").project(
        "metric, segment_type, segment, period_start, value, value_low, value_high, numerator, denominator, n_effective"
    )
    return stored(outlying_weeks(sorted(row for row in rows.fetchall() if row[0] in units), weeks, units))
