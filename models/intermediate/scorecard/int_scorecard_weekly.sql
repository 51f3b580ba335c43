{#-
    One row per week, category and metric, always: a week in which nothing happened says so.

    `(all)` is computed from the episodes themselves, never by averaging the categories. A number whose week is not final
    is marked `immature`; one that nobody reviewed is `unverified` and has no value.
-#}

{{ config(materialized='table') }}

with

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

final as (

    select
        -- keys
        cells.period_start as week_start,
        cells.segment as category,
        cells.metric,

        -- numbers
        cells.value,
        cells.value_low,
        cells.value_high,
        cells.numerator,
        cells.denominator,
        cells.n_effective,

        -- judgements
        cells.status,
        cells.is_final,
        -- set by hand, else measured
        coalesce(thresholds.baseline, baselines.value) as baseline

    from cells

    left join thresholds
        on cells.segment = thresholds.category
        and cells.metric = thresholds.metric

    left join baselines
        on cells.segment = baselines.category
        and cells.metric = baselines.metric

)

select * from final
