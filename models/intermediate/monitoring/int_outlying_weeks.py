"""One row per week, segment and essential metric that was unlike the twelve weeks before it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.kept import kept
    from agent_scorecard.monitoring.outlying_weeks import outlying_weeks
    from agent_scorecard.statistics.rounding import stored

    metrics = dbt.ref("metrics").filter("is_essential").project("metric, unit")
    calendar, values = dbt.ref("int_weeks").project("week_start"), dbt.ref("int_metric_values")
    rows = values.filter("period = 'week' and is_estimated").project(
        "metric, segment_type, segment, period_start, value, value_low, value_high, numerator, denominator, n_effective"
    )

    def computed():
        units, weeks = dict(metrics.fetchall()), [row[0] for row in sorted(calendar.fetchall())]
        return stored(outlying_weeks(sorted(row for row in rows.fetchall() if row[0] in units), weeks, units))

    return kept(dbt, session, computed, metrics, calendar, rows)
