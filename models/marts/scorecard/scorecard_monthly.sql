{#- One row per month, category and essential metric, computed from the month's own episodes. -#}

with

cells as (

    select * from {{ ref('int_metric_values') }}

    where period = 'month' and segment_type = 'category'

),

metrics as (

    select * from {{ ref('metrics') }}

    where is_essential

),

final as (

    select
        -- keys
        cells.period_start as month_start,
        cells.segment as category,
        cells.metric,

        -- numbers
        cells.value,
        cells.value_low,
        cells.value_high,
        cells.numerator,
        cells.denominator,
        cells.n_effective,
        cells.reviewed_count,

        -- judgements
        cells.status

    from cells

    inner join metrics on cells.metric = metrics.metric

)

select * from final
