"""What pages read for the business: value, load, accounts, requests and features in use."""

from __future__ import annotations

from agent_scorecard.serving.queries.shown_weeks import WINDOW, Query

QUERIES: dict[str, Query] = {
    "value": (
        ("value_weekly", "scorecard_weekly"),
        f"select * from marts.value_weekly where category = '(all)' and week_start >= {WINDOW} order by week_start",
    ),
    "load": (
        ("capacity_weekly", "scorecard_weekly"),
        f"select * from marts.capacity_weekly where category = '(all)' and week_start >= {WINDOW} order by week_start",
    ),
    "outreach": (
        ("outreach_list",),
        "select * from marts.outreach_list order by currency, rank_in_currency, account_id",
    ),
    # of how many accounts the list can tell at all
    "told_accounts": (
        ("account_risk",),
        """
        select any_value(least_episode_count) as least_episode_count,
            count(*) as account_count, count(*) filter (where is_large_enough) as large_count
        from marts.account_risk where churned_at is null
        """,
    ),
    "signals": (
        ("business_signals", "value_weekly"),
        """
        select * from marts.business_signals
        where churned_at is null and week_start > (select max(week_start) - interval 8 week from marts.value_weekly)
        order by last_at desc, account_id, kind
        """,
    ),
    "requests": (
        ("feature_requests",),
        "select * from marts.feature_requests order by customer_count desc, request_key, currency",
    ),
    "adoption": (
        ("feature_adoption",),
        "select * from marts.feature_adoption order by help_ratio nulls last, feature_id",
    ),
}
