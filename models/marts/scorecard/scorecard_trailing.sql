{#- One row per window of final weeks, category and metric: the headline of a team whose weeks are small. -#}

with

cells as (

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
        cells.segment as category,
        cells.metric,

        -- the weeks it covers
        windows.first_week,
        windows.last_week,

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

    -- each metric's own newest final week ends its window
    inner join windows
        on cells.period = windows.period
        and cells.period_start = windows.first_week
        and metrics.settle_days = windows.settle_days

)

select * from final
