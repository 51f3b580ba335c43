{#-
    One row per category and week: how often and how soon the AI escalated, why, and whether it should have.

    An escalation that policy or the account asked for is healthy; one that the AI could not help is a gap in what it can do.
    Whether an escalation was needed, and how many were missed, is what reviewers found, on both sides.
-#}

{% set reasons = [
    'account_change', 'policy', 'sensitive', 'low_confidence', 'failed_attempts', 'customer_asked', 'outage',
    'usage_limit', 'other',
] %}

with

scorecard as (

    {{ weekly_numbers() }}

),

groups as (

    {{ of_weeks('int_episodes_to_groups') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled and is_escalated

),

estimates as (

    select * from {{ ref('int_accuracy_values') }}

    where period = 'week' and segment_type = 'category' and metric = 'escalation_loss'

),

pivoted as (

    select
        -- keys
        week_start,
        category,

        -- rates and means
        {{ metric_columns('escalation_rate') }},

        {{ metric_columns('escalation_request_refused_rate') }},

        {{ metric_columns('escalation_precision', 'escalation_precision_rate') }},

        {{ metric_columns('escalation_recall', 'escalation_recall_rate') }},

        {{ metric_columns('missed_escalation_rate') }},

        {{ metric_columns('avoidable_escalation_rate') }},

        {{ metric_columns('minutes_to_escalation') }},

        {{ metric_columns('wheel_spin_rate') }},

        -- judgements
        {{ standing_of('escalation_rate') }}

    from scorecard

    group by week_start, category

),

escalations as (

    select
        groups.period_start as week_start,
        groups.segment as category,

        count(*) as escalation_count,
        count(*) filter (where episodes.escalation_kind = 'healthy') as healthy_escalation_count,
        count(*) filter (where episodes.escalation_kind = 'gap') as gap_escalation_count,
        count(*) filter (where episodes.escalation_kind = 'operational') as operational_escalation_count,
        count(*) filter (where coalesce(episodes.escalation_kind, 'unknown') not in ('healthy', 'gap', 'operational'))
            as unknown_escalation_count,
    {% for reason in reasons %}
    count(*) filter (where coalesce(episodes.escalation_reason, 'other') = '{{ reason }}')
        as {{ reason }}_escalation_count
    {{- ',' if not loop.last }}
    {% endfor %}

    from groups

    inner join episodes on groups.episode_id = episodes.episode_id

    group by groups.period_start, groups.segment

),

final as (

    select
        pivoted.*,

        -- escalations by what they say of the AI, and by reason
        coalesce(escalations.escalation_count, 0) as escalation_count,
        coalesce(escalations.healthy_escalation_count, 0) as healthy_escalation_count,
        coalesce(escalations.gap_escalation_count, 0) as gap_escalation_count,
        coalesce(escalations.operational_escalation_count, 0) as operational_escalation_count,
        coalesce(escalations.unknown_escalation_count, 0) as unknown_escalation_count,
        {% for reason in reasons %}
        coalesce(escalations.{{ reason }}_escalation_count, 0) as {{ reason }}_escalation_count,
        {% endfor %}

        -- what the missed and the needless ones cost, an episode
        estimates.value as escalation_loss,
        estimates.value_low as escalation_loss_low,
        estimates.value_high as escalation_loss_high,
        coalesce(estimates.n_reviewed, 0) as escalation_reviewed_count

    from pivoted

    left join escalations
        on pivoted.week_start = escalations.week_start
        and pivoted.category = escalations.category

    left join estimates
        on pivoted.week_start = estimates.period_start
        and pivoted.category = estimates.segment

)

select * from final
