{#-
    One row per week, category and metric, always: a week in which nothing happened says so.

    `(all)` is computed from the episodes themselves, never by averaging the categories. A number whose week is not final
    is marked `immature`; one that nobody reviewed is `unverified` and has no value.
-#}

{{ config(materialized='table') }}

with

weeks as (

    select * from {{ ref('int_weeks') }}

),

categories as (

    select distinct category from {{ ref('int_episodes') }}

    union

    select '(all)' as category

),

metrics as (

    select * from {{ ref('metrics') }}

),

cells as (

    select * from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type = 'category'

),

thresholds as (

    select * from {{ ref('int_thresholds_resolved') }}

),

baselines as (

    select * from {{ ref('int_baselines') }}

),

has_ai as (

    select coalesce(bool_or(is_ai_handled), false) as is_ai_seen from {{ ref('int_episodes') }}

),

spine as (

    select
        weeks.week_start,
        categories.category,
        metrics.metric,
        metrics.min_n,
        metrics.is_ai_metric and not has_ai.is_ai_seen as is_not_applicable,
        not weeks.has_clock
        or {{ as_of() }} >= weeks.week_end_at + metrics.settle_days * interval '1' day as is_final

    from weeks

    cross join categories

    cross join metrics

    cross join has_ai

),

final as (

    select
        -- keys
        spine.week_start,
        spine.category,
        spine.metric,

        -- numbers
        cells.value,
        cells.value_low,
        cells.value_high,
        coalesce(cells.numerator, case when cells.metric is null then 0 end) as numerator,
        coalesce(cells.denominator, 0) as denominator,
        coalesce(cells.n_effective, 0) as n_effective,

        -- judgements
        case
            when spine.is_not_applicable then 'not_applicable'
            else {{ standing('spine.is_final', 'spine.min_n') }}
        end as status,
        spine.is_final,
        -- set by hand, else measured
        coalesce(thresholds.baseline, baselines.value) as baseline

    from spine

    left join cells
        on spine.week_start = cells.period_start
        and spine.category = cells.segment
        and spine.metric = cells.metric
        and not spine.is_not_applicable

    left join thresholds
        on spine.category = thresholds.category
        and spine.metric = thresholds.metric

    left join baselines
        on spine.category = baselines.category
        and spine.metric = baselines.metric

)

select * from final
