"""One row per metric, category and coming week: the forecast, its interval and the chance of a breach."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.metric_forecasts import Series, metric_forecasts
    from agent_scorecard.statistics.rounding import stored

    metrics, calendar = dbt.ref("metrics"), dbt.ref("int_weeks")
    thresholds, scorecard = dbt.ref("int_thresholds_judged"), dbt.ref("int_metric_values")
    weeks = sorted(row[0] for row in calendar.project("week_start").fetchall())
    limits = thresholds.project("metric, category, warn_threshold, fail_threshold").distinct().fetchall()
    limits_of = {row[:2]: row[2:] for row in limits}
    final = scorecard.filter("period = 'week' and segment_type = 'category' and is_final").project(
        "metric, segment, period_start, value, denominator"
    )
    values: dict[tuple[str, str], dict] = {}
    for metric, category, week, value, denominator in final.fetchall():
        values.setdefault((metric, category), {})[week] = value if denominator else None
    series = [
        Series(
            metric,
            category,
            unit,
            direction,
            *limits_of.get((metric, category), (None, None)),
            values[metric, category],
        )
        for metric, unit, direction in sorted(
            metrics.filter("is_alerting or is_essential").project("metric, unit, direction").fetchall()
        )
        for category in sorted({key[1] for key in values if key[0] == metric})
    ]
    return stored(metric_forecasts(series, weeks))
