"""One row per week, segment and metric that ever had a value: its baseline, its last four weeks, and the verdict."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.metric_drift import Metric, cells_of, metric_drift
    from agent_scorecard.statistics.rounding import stored

    metrics, calendar, values = dbt.ref("metrics"), dbt.ref("int_weeks"), dbt.ref("int_metric_values")
    starts = [week[0] for week in sorted(calendar.project("week_start").fetchall())]
    final = values.filter("period = 'week' and segment_type = 'category' and segment = '(all)' and is_final")
    final_weeks = dict(final.aggregate("metric, count(*)").fetchall())
    registry = metrics.project("metric, unit, direction, is_alerting").fetchall()
    rows = values.filter("period = 'week' and is_estimated").project(
        "metric, segment_type, segment, period_start, value, value_low, value_high, numerator, denominator, n_effective, "
        "method"
    )
    known = [Metric(*row, final_weeks.get(row[0], 0)) for row in sorted(registry)]
    watched = sorted(rows.fetchall(), key=lambda row: row[:4])
    return stored(metric_drift(cells_of(watched, starts), starts, known))
