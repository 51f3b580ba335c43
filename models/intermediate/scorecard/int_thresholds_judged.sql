{#-
    One row per week, category and metric: is it where the team said it must be?

    A failure needs the whole interval beyond the threshold; few reviews never fail anybody.
-#}

{{ config(materialized='table') }}

with

metrics as (

    select * from {{ ref('metrics') }}

),

thresholds as (

    select * from {{ ref('int_thresholds_resolved') }}

),

-- mirrored where lower is better, so that one rule serves both
mirrored as (

    select
        cells.period_start as week_start,
        cells.segment as category,
        cells.*,
        metrics.direction,
        thresholds.warn_threshold,
        thresholds.fail_threshold,
        coalesce(thresholds.min_n, metrics.min_n) as min_n,
        case when metrics.direction = 'lower' then -1 else 1 end as sign

    from {{ ref('int_metric_values') }} as cells

    inner join metrics on cells.metric = metrics.metric

    left join thresholds
        on cells.metric = thresholds.metric
        and cells.segment = thresholds.category

    where cells.period = 'week' and cells.segment_type = 'category'

),

final as (

    select
        -- keys
        week_start,
        category,
        metric,

        -- attributes
        direction,

        -- judgements
        case
            when warn_threshold is null and fail_threshold is null then 'not_set'
            when status <> 'ok' or denominator < min_n then 'insufficient_evidence'
            when sign * case when sign = 1 then value_high else value_low end < sign * fail_threshold then 'fail'
            when sign * value < sign * warn_threshold then 'warn'
            else 'pass'
        end as verdict,
        status,
        is_final,

        -- numbers
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        n_effective,
        warn_threshold,
        fail_threshold,
        min_n,

        -- how likely the true value is on the wrong side, by a normal curve through the interval
        {{ probability_below('sign * fail_threshold', 'sign * value', '(value_high - value_low) / 3.92') }}
            as fail_probability

    from mirrored

)

select * from final
