{#-
    One row per month, tier (`faq`, `multi_step`, `account_specific`) and essential metric: how the questions that the AI is given
    become harder, and how it does at each.
-#}

with

metric_values as (

    select * from {{ ref('int_metric_values') }}

    where period = 'month' and segment_type = 'tier'

),

metrics as (

    select * from {{ ref('metrics') }}

    where is_essential

),

-- the episodes of each tier, from the metric that every one that the AI answered in has
handled as (

    select
        period_start,
        segment,
        denominator as handled_count,
        sum(denominator) over (partition by period_start) as month_count

    from metric_values

    where metric = 'escalation_rate' and segment <> '(none)'

),

shares as (

    select
        *,

        handled_count / nullif(month_count, 0) as tier_share

    from handled

),

final as (

    select
        -- keys
        metric_values.period_start as month_start,
        metric_values.segment as tier,
        metric_values.metric,

        -- how much of the month is of this tier
        shares.tier_share,
        {{ wilson('shares.tier_share', 'shares.month_count', -1) }} as tier_share_low,
        {{ wilson('shares.tier_share', 'shares.month_count', 1) }} as tier_share_high,
        shares.handled_count as tier_share_numerator,
        shares.month_count as tier_share_denominator,

        -- numbers, and how far they can be trusted
        {{ group_numbers('metric_values') }}

    from metric_values

    inner join metrics on metric_values.metric = metrics.metric

    inner join shares on metric_values.period_start = shares.period_start and metric_values.segment = shares.segment

)

select * from final
