{#-
    For the product lead: which gaps make it escalate? Escalations of the last eight weeks by category and reason: how many, what share
    of the category's escalations, with its interval, and what kind (a gap can be closed, a healthy escalation is to be kept).
-#}

with

handoffs as (

    select
        category,
        coalesce(escalation_reason, 'not said') as reason,
        coalesce(escalation_kind, 'unknown') as kind

    from {{ ref('episodes') }}

    where is_ai_handled and is_escalated and started_at > {{ dbt.dateadd('day', -56, as_of()) }}

),

counted as (

    select
        category,
        reason,
        kind,
        count(*) as handoff_count,
        sum(count(*)) over (partition by category) as category_handoff_count

    from handoffs

    group by category, reason, kind

),

shared as (

    select *, handoff_count * 1.0 / category_handoff_count as handoff_share from counted

)

select
    category,
    kind,
    reason,
    handoff_count,
    category_handoff_count,
    handoff_share,
    {{ wilson('handoff_share', 'category_handoff_count', -1) }} as handoff_share_low,
    {{ wilson('handoff_share', 'category_handoff_count', 1) }} as handoff_share_high

from shared

order by category asc, handoff_count desc, reason asc
