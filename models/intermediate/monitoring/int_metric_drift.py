"""One row per week, segment and metric that ever had a value: its baseline, its last four weeks, and the verdict."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.drift.watch import Metric, cells_of, watch

    as_of = dbt.ref("stg_as_of").fetchall()[0][0]
    weeks = sorted(dbt.ref("int_weeks").project("week_start, week_end_at, has_clock").fetchall())
    starts = [week[0] for week in weeks]

    def final_weeks(settle_days: int) -> int:
        from datetime import timedelta

        return sum(not has_clock or as_of >= end + timedelta(days=settle_days) for _, end, has_clock in weeks)

    registry = dbt.ref("metrics").project("metric, unit, direction, is_alerting, settle_days").fetchall()
    metrics = [Metric(*row[:4], final_weeks(row[4])) for row in sorted(registry)]
    cells = dbt.ref("int_metric_cells").filter("period = 'week'")
    rows = cells.project(
        "metric, segment_type, segment, period_start, value, value_low, value_high, numerator, denominator, n_effective, method"
    ).fetchall()
    return watch(cells_of(rows, starts), starts, metrics)
