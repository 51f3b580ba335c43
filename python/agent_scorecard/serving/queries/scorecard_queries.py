"""What pages read of the weeks: the scorecard, its windows, segments and months, and what was published."""

from __future__ import annotations

from agent_scorecard.serving.queries.shown_weeks import SHOWN, WINDOW, Query

QUERIES: dict[str, Query] = {
    "registry": (("metric_registry",), "select * from marts.metric_registry order by metric"),
    "categories": (
        ("outcome_ladder_weekly", "scorecard_weekly"),
        f"""
        select category, sum(episode_count) as episode_count from marts.outcome_ladder_weekly
        where week_start >= {WINDOW} group by category
        order by category = '(all)' desc, episode_count desc, category
        """,
    ),
    "weekly": (
        ("scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select * from marts.scorecard_weekly
        where week_start >= {WINDOW} and category in {SHOWN} order by week_start, category, metric
        """,
    ),
    "trailing": (
        ("scorecard_trailing", "scorecard_weekly", "outcome_ladder_weekly"),
        f"select * from marts.scorecard_trailing where category in {SHOWN} order by metric, category, window_weeks",
    ),
    "monthly": (
        ("scorecard_monthly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"select * from marts.scorecard_monthly where category in {SHOWN} order by month_start, category, metric",
    ),
    # of every segment its newest week that can be told
    "segments": (
        ("scorecard_by_segment_weekly",),
        """
        select * from marts.scorecard_by_segment_weekly where is_final
        qualify row_number() over (partition by segment_type, segment, metric order by week_start desc) = 1
        order by segment_type, segment, metric
        """,
    ),
    "restatements": (
        ("restatements",),
        """
        select * from marts.restatements where change is not null or status_was <> status_now
        qualify row_number() over (partition by week_start, category, metric order by published_as_of desc) = 1
        order by category = '(all)' desc, abs(coalesce(change, 0)) desc, week_start desc, metric limit 40
        """,
    ),
    "accuracy": (
        ("resolution_accuracy_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select week_start, category, resolution_accuracy_rate as value, resolution_accuracy_rate_low as value_low,
            resolution_accuracy_rate_high as value_high, resolution_accuracy_rate_denominator as denominator,
            reviewed_count, handled_reviewed_count, n_effective, estimator, wrong_resolution_rate, status, is_final
        from marts.resolution_accuracy_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "escalations": (
        ("escalation_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select * from marts.escalation_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "ladder": (
        ("outcome_ladder_weekly", "scorecard_weekly"),
        f"""
        select * from marts.outcome_ladder_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "work": (
        ("time_to_resolution_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select week_start, category, opened_count, resolved_count, ai_resolved_count, backlog_count, is_final
        from marts.time_to_resolution_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "ratings": (
        ("experience_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select * from marts.experience_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "quality": (
        ("data_quality",),
        "select * from marts.data_quality where row_count > 0 order by row_count desc, table_name, reason",
    ),
    "agents": (
        ("agents",),
        "select agent_id, agent_type, version, capability, tier, strategy, valid_from, first_message_at, last_message_at"
        " from marts.agents where agent_type = 'ai' order by agent_id",
    ),
    "comments": (
        ("outcome_ladder_weekly",),
        "select column_name, comment from duckdb_columns() where table_name = 'outcome_ladder_weekly'"
        " and schema_name = 'marts' and comment is not null",
    ),
    "weekly_review": (("weekly_review",), "select * from marts.weekly_review where is_newest order by kind, rank"),
    "daily": (
        ("support_manager_daily",),
        """
        select * from marts.support_manager_daily
        where day > (select max(day) - interval 14 day from marts.support_manager_daily)
        order by day desc, segment_type, segment
        """,
    ),
    "channels": (
        ("channel_baselines",),
        "select * from marts.channel_baselines order by verdict = 'worse' desc, verdict = 'better' desc, channel, metric",
    ),
    "complexity": (
        ("complexity_monthly",),
        "select * from marts.complexity_monthly order by month_start, tier, metric",
    ),
}
