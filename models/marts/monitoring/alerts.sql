{#-
    One row per alert: something is wrong, since when, the customers affected, who owns it, and what became of it.

    What happened to an alert is read from the alert log alone, so the table can be rebuilt any day and nothing is sent twice.
-#}

select
    alert_id,
    kind,
    metric,
    category,
    owner,
    severity,
    cause_kind,
    cause_candidates,
    evidence,
    state,
    is_ongoing,
    change,
    customers_affected,
    customers_affected_at_opening,
    episode_count,
    joined_count,
    lead_days,
    change_week,
    opened_week,
    last_week,
    opened_at,
    first_sent_at,
    acknowledged_at,
    closed_at

from {{ ref('int_alerts_followed') }}
