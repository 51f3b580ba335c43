{#-
    One row per group (a week, a month, a window or the baseline weeks of a category, a week of a segment) and metric: its value, its interval, what it
    rests on and how far it can be trusted, whichever way it was estimated.

    Weeks of categories are there always: a week in which nothing happened says so (`is_estimated` is false). `(all)` is
    computed from the episodes themselves, never by averaging the categories.
-#}

{{ config(materialized='table') }}

{% set estimates = ['int_measured_values', 'int_survival_values', 'int_speed_quality', 'int_accuracy_values'] %}
{% set numbers = ['value', 'value_low', 'value_high', 'numerator', 'denominator', 'n_effective'] %}

with

metrics as (

    select * from {{ ref('metrics') }}

),

weeks as (

    select * from {{ ref('int_weeks') }}

),

baseline as (

    select * from {{ ref('int_baseline_weeks') }}

),

closed as (

    select
        period,
        period_start,
        segment_type,
        segment,
        cast(sum(episode_count) as double) as resolved_count

    from {{ ref('int_accuracy_strata') }}

    where is_ai_resolved

    group by period, period_start, segment_type, segment

),

-- the AI's resolutions times their accuracy: how many were worth having; not known where nobody reviewed
worth as (

    select
        accuracy.period,
        accuracy.period_start,
        accuracy.segment_type,
        accuracy.segment,
        accuracy.value,
        accuracy.value - accuracy.value_low as below,
        accuracy.value_high - accuracy.value as above,
        accuracy.n_effective,
        accuracy.n_reviewed,
        accuracy.method,
        accuracy.status_hint,
        -- of the baseline, those of a week
        closed.resolved_count / case
            when accuracy.period = 'baseline'
                then {{ dbt.datediff('baseline.from_week', 'baseline.to_week', 'day') }} / 7.0 + 1
            else 1
        end as resolved_count

    from {{ ref('int_accuracy_values') }} as accuracy

    cross join baseline

    inner join closed
        on accuracy.period = closed.period
        and accuracy.period_start = closed.period_start
        and accuracy.segment_type = closed.segment_type
        and accuracy.segment = closed.segment

    where accuracy.metric = 'resolution_accuracy'

),

-- together they are the sum of the categories, and the squares of their limits add up (Zou and Donner 2008); but only where every
-- category that resolved anything was reviewed: the others' right ones are unknown, not none
worth_together as (

    select
        period,
        period_start,
        cast(sum(cast(resolved_count * value as decimal(28, 9))) as double) as value,
        sqrt(cast(sum(cast(power(resolved_count * below, 2) as decimal(28, 9))) as double)) as below,
        sqrt(cast(sum(cast(power(resolved_count * above, 2) as decimal(28, 9))) as double)) as above,
        cast(sum(cast(resolved_count as decimal(28, 9))) as double) as resolved_count

    from worth

    where segment_type = 'category' and segment <> '(all)' and value is not null

    group by period, period_start

),

worth_added as (

    select
        worth.period,
        worth.period_start,
        worth.segment_type,
        worth.segment,
        worth.n_effective,
        worth.n_reviewed,
        worth.method,
        worth.status_hint,
        coalesce(together.value, worth.resolved_count * worth.value) as value,
        coalesce(together.below, worth.resolved_count * worth.below) as below,
        coalesce(together.above, worth.resolved_count * worth.above) as above,
        worth.resolved_count

    from worth

    left join worth_together as together
        on worth.segment_type = 'category'
        and worth.segment = '(all)'
        and worth.period = together.period
        and worth.period_start = together.period_start
        and abs(together.resolved_count - worth.resolved_count) < 0.000001

),

estimated as (

    {% for estimate in estimates %}
    select
        period,
        period_start,
        segment_type,
        segment,
        metric,
        {{ numbers | join(', ') }},
        {{ 'n_reviewed' if estimate in ['int_accuracy_values', 'int_speed_quality'] else 'cast(null as bigint)' }} as reviewed_count,
        method,
        status_hint

    from {{ ref(estimate) }}

    union all

    {% endfor %}
    select
        period,
        period_start,
        segment_type,
        segment,
        'quality_adjusted_resolutions' as metric,
        value,
        case when value is not null then greatest(value - below, 0) end as value_low,
        case when value is not null then least(value + above, resolved_count) end as value_high,
        value as numerator,
        case when value is not null then resolved_count else 0 end as denominator,
        n_effective,
        n_reviewed as reviewed_count,
        method,
        status_hint

    from worth_added

),

categories as (

    select distinct category from {{ ref('int_episodes_attributed') }}

    union all

    select '(all)' as category

),

has_ai as (

    select coalesce(bool_or(is_ai_handled), false) as is_ai_seen from {{ ref('int_episodes_attributed') }}

),

spine as (

    select
        weeks.week_start,
        categories.category,
        metrics.metric

    from weeks

    cross join categories

    cross join metrics

),

-- parts that one mart alone publishes are no metric of the registry, and stay with it
groups as (

    select
        estimated.*,
        true as is_estimated

    from estimated

    inner join metrics on estimated.metric = metrics.metric

    union all

    select
        'week', spine.week_start, 'category', spine.category, spine.metric,
        null, null, null, 0, 0, 0, null, null, null, false

    from spine

    left join estimated
        on spine.week_start = estimated.period_start
        and spine.category = estimated.segment
        and spine.metric = estimated.metric
        and estimated.period = 'week'
        and estimated.segment_type = 'category'

    where estimated.metric is null

),

dated as (

    select
        groups.*,
        metrics.min_n,
        metrics.is_review_based,
        metrics.is_ai_metric and not has_ai.is_ai_seen as is_not_applicable,
        case
            when groups.period = 'month'
                then {{ is_final(day_start(dbt.dateadd('month', 1, 'groups.period_start')), 'metrics.settle_days') }}
            when groups.period = 'baseline'
                then {{ is_final(day_start(dbt.dateadd('day', 7, 'baseline.to_week')), 'metrics.settle_days') }}
            -- a window of final weeks
            when groups.period <> 'week' then true
            else {{ is_final('weeks.week_end_at', 'metrics.settle_days', 'weeks.has_clock') }}
        end as is_final

    from groups

    inner join metrics on groups.metric = metrics.metric

    cross join has_ai

    cross join baseline

    left join weeks on groups.period = 'week' and groups.period_start = weeks.week_start

),

final as (

    select
        -- keys
        groups.period,
        groups.period_start,
        groups.segment_type,
        groups.segment,
        groups.metric,

        -- numbers
        {% for number in numbers %}
        groups.{{ number }},
        {% endfor %}
        case when groups.is_review_based then coalesce(groups.reviewed_count, 0) end as reviewed_count,

        -- judgements
        case
            when groups.is_not_applicable then 'not_applicable'
            else {{ standing('groups.is_final', 'groups.min_n') }}
        end as status,
        groups.is_final,
        groups.is_estimated,
        groups.method

    from dated as groups

)

select * from final
