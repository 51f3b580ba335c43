"""One row per final week, metric and category: how much of a rate's change is its own, and how much is mix."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.kept import kept
    from agent_scorecard.monitoring.mix_shift import mix_shift
    from agent_scorecard.statistics.rounding import stored

    metrics = dbt.ref("metrics").filter("unit = 'share'").project("metric")
    calendar = dbt.ref("int_weeks").project("week_start")
    values = dbt.ref("int_metric_values").filter("period = 'week' and segment_type = 'category' and is_final")
    values = values.project("metric, segment, period_start, numerator, denominator")

    def computed():
        shares, weeks = {row[0] for row in metrics.fetchall()}, sorted(row[0] for row in calendar.fetchall())
        final = dict(values.aggregate("metric, count(distinct period_start)").fetchall())
        rows = values.filter("segment <> '(all)'").fetchall()
        return stored(mix_shift(sorted(row for row in rows if row[0] in shares), weeks, final))

    return kept(dbt, session, computed, metrics, calendar, values)
