"""One row per week, segment and metric that ever had a value: its baseline, its last four weeks, and the verdict."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.metric_drift import Metric, cells_of, metric_drift

    metrics, calendar, cells = dbt.ref("metrics"), dbt.ref("int_weeks"), dbt.ref("int_metric_values")
    moment = dbt.ref("stg_as_of")
    as_of = moment.fetchall()[0][0]
    weeks = sorted(calendar.project("week_start, week_end_at, has_clock").fetchall())
    starts = [week[0] for week in weeks]

    def final_weeks(settle_days: int) -> int:
        from datetime import timedelta

        return sum(not has_clock or as_of >= end + timedelta(days=settle_days) for _, end, has_clock in weeks)

    registry = metrics.project("metric, unit, direction, is_alerting, settle_days").fetchall()
    rows = cells.filter("period = 'week'").project(
        "metric, segment_type, segment, period_start, value, value_low, value_high, numerator, denominator, n_effective, "
        "method"
    )
    known = [Metric(*row[:4], final_weeks(row[4])) for row in sorted(registry)]
    # some cells are beside a metric and not one themselves
    names = {metric.metric for metric in known}
    watched = [row for row in sorted(rows.fetchall(), key=lambda row: row[:4]) if row[0] in names]
    return metric_drift(cells_of(watched, starts), starts, known)
