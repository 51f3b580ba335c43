"""One row per week, segment and metric that ever had a value: its baseline, its last four weeks, and the verdict."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.kept import kept
    from agent_scorecard.monitoring.metric_drift import metric_drift
    from agent_scorecard.monitoring.watched_groups import Metric, cells_of
    from agent_scorecard.statistics.rounding import stored

    values, calendar = dbt.ref("int_metric_values"), dbt.ref("int_weeks").project("week_start")
    registry = dbt.ref("metrics").project("metric, unit, direction, is_alerting")
    final = values.filter("period = 'week' and segment_type = 'category' and segment = '(all)' and is_final")
    final_weeks = final.aggregate("metric, count(*) as weeks")
    rows = values.filter("period = 'week' and is_estimated").project(
        "metric, segment_type, segment, period_start, value, value_low, value_high, numerator, denominator, n_effective, "
        "method"
    )

    def computed():
        starts = [week[0] for week in sorted(calendar.fetchall())]
        weeks_of = dict(final_weeks.fetchall())
        known = [Metric(*row, weeks_of.get(row[0], 0)) for row in sorted(registry.fetchall())]
        watched = sorted(rows.fetchall(), key=lambda row: row[:4])
        return stored(metric_drift(cells_of(watched, starts), starts, known))

    return kept(dbt, session, computed, calendar, registry, final_weeks, rows)
