{#- One row per week, segment and essential metric: the essentials by agent, version, channel and the rest. -#}

with

cells as (

    select * from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type <> 'category'

),

metrics as (

    select * from {{ ref('metrics') }}

    where is_essential

),

final as (

    select
        -- keys
        cells.period_start as week_start,
        cells.segment_type,
        cells.segment,
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
        cells.status,
        cells.is_final

    from cells

    inner join metrics on cells.metric = metrics.metric

)

select * from final
