{#- One row per week, segment and essential metric: the essentials by agent, version, channel and the rest. -#}

with

metric_values as (

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
        metric_values.period_start as week_start,
        metric_values.segment_type,
        metric_values.segment,
        metric_values.metric,

        -- numbers, and how far they can be trusted
        {{ group_numbers('metric_values') }},
        metric_values.is_final

    from metric_values

    inner join metrics on metric_values.metric = metrics.metric

)

select * from final
