"""One row per final week, metric and category: how much of a rate's change is its own, and how much is mix."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.mix_shift import mix_shift

    scorecard, metrics, calendar = dbt.ref("int_scorecard_weekly"), dbt.ref("metrics"), dbt.ref("int_weeks")
    shares = {row[0] for row in metrics.filter("unit = 'share'").project("metric").fetchall()}
    weeks = sorted(row[0] for row in calendar.project("week_start").fetchall())
    final = dict(scorecard.filter("is_final").aggregate("metric, count(distinct week_start)").fetchall())
    rows = scorecard.filter("is_final and category <> '(all)'").project(
        "metric, category, week_start, numerator, denominator"
    )
    return mix_shift(sorted(row for row in rows.fetchall() if row[0] in shares), weeks, final)
