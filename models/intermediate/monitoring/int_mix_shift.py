"""One row per final week, metric and category: how much of a rate's change is its own, and how much is mix."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.mix_shift import mix_shift
    from agent_scorecard.statistics.rounding import stored

    values, metrics, calendar = dbt.ref("int_metric_values"), dbt.ref("metrics"), dbt.ref("int_weeks")
    shares = {row[0] for row in metrics.filter("unit = 'share'").project("metric").fetchall()}
    weeks = sorted(row[0] for row in calendar.project("week_start").fetchall())
    values = values.filter("period = 'week' and segment_type = 'category' and is_final")
    final = dict(values.aggregate("metric, count(distinct period_start)").fetchall())
    rows = values.filter("segment <> '(all)'").project("metric, segment, period_start, numerator, denominator")
    return stored(mix_shift(sorted(row for row in rows.fetchall() if row[0] in shares), weeks, final))
