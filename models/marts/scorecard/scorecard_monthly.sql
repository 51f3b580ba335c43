{#- One row per month, category and essential metric, computed from the month's own episodes. -#}

with

metric_values as (

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
        metric_values.period_start as month_start,
        metric_values.segment as category,
        metric_values.metric,

        -- numbers, and how far they can be trusted
        {{ group_numbers('metric_values') }}

    from metric_values

    inner join metrics on metric_values.metric = metrics.metric

)

select * from final
