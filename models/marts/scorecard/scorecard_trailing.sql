{#- One row per window of final weeks, category and metric: the headline of a team whose weeks are small. -#}

with

metric_values as (

    select * from {{ ref('int_metric_values') }}

    where segment_type = 'category'

),

metrics as (

    select * from {{ ref('metrics') }}

),

windows as (

    select * from {{ ref('int_trailing_windows') }}

),

final as (

    select
        -- keys
        windows.week_count as window_weeks,
        metric_values.segment as category,
        metric_values.metric,

        -- the weeks it covers
        windows.first_week,
        windows.last_week,

        -- numbers, and how far they can be trusted
        {{ group_numbers('metric_values') }}

    from metric_values

    inner join metrics on metric_values.metric = metrics.metric

    -- each metric's own newest final week ends its window
    inner join windows
        on metric_values.period = windows.period
        and metric_values.period_start = windows.first_week
        and metrics.settle_days = windows.settle_days

)

select * from final
