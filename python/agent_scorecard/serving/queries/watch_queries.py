"""What pages read of changes: limits, drift, mix, alerts with signals and causes, and what is expected."""

from __future__ import annotations

from agent_scorecard.serving.queries.shown_weeks import Query

QUERIES: dict[str, Query] = {
    "verdicts": (("threshold_verdicts",), "select * from marts.threshold_verdicts order by category, metric"),
    "drift": (
        ("metric_drift_weekly",),
        """
        select * from marts.metric_drift_weekly where verdict <> 'not_final'
        qualify row_number() over (partition by segment_type, segment, metric order by week_start desc) = 1
        order by segment_type, segment, metric
        """,
    ),
    "mix": (
        ("mix_shift_weekly",),
        """
        with latest as (select metric, max(week_start) as week_start from marts.mix_shift_weekly where change is not null
            group by metric)
        select mix.* from marts.mix_shift_weekly as mix inner join latest using (metric, week_start)
        order by mix.metric, mix.category = '(all)' desc, abs(mix.within_effect) desc, mix.category
        """,
    ),
    "alerts": (
        ("alerts",),
        "select * from marts.alerts order by closed_at is not null, is_ongoing desc, severity = 'critical' desc,"
        " customers_affected desc, opened_at desc, alert_id",
    ),
    "alert_signals": (("alert_signals",), "select * from marts.alert_signals order by alert_id, signal_number"),
    "alert_causes": (("alert_causes",), "select * from marts.alert_causes order by alert_id, cause_number"),
    "alert_quality": (("alert_quality",), "select * from marts.alert_quality order by kind, severity"),
    "forecasts": (
        ("metric_forecasts",),
        "select * from marts.metric_forecasts order by metric, category, weeks_ahead",
    ),
    "escalations_ahead": (
        ("escalation_forecasts",),
        "select * from marts.escalation_forecasts order by category, week_start",
    ),
}
