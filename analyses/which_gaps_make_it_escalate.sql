{#-
    For the product lead: which gaps make it escalate? Escalations of the last eight weeks by category and reason: how many, what share
    of the category's escalations, with its interval, and what kind (a gap can be closed, a healthy escalation is to be kept).
-#}

with

escalated as (

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
        count(*) as escalation_count,
        sum(count(*)) over (partition by category) as category_escalation_count

    from escalated

    group by category, reason, kind

),

shared as (

    select *, escalation_count * 1.0 / category_escalation_count as escalation_share from counted

)

select
    category,
    kind,
    reason,
    escalation_count,
    category_escalation_count,
    escalation_share,
    {{ wilson('escalation_share', 'category_escalation_count', -1) }} as escalation_share_low,
    {{ wilson('escalation_share', 'category_escalation_count', 1) }} as escalation_share_high

from shared

order by category asc, escalation_count desc, reason asc
