{#- One row per day of the weeks that the scorecard holds: the time spine of the semantic layer. -#}

with

span as (

    select
        min(week_start) as first_day,
        cast({{ dbt.dateadd('day', 6, 'max(week_start)') }} as date) as last_day

    from {{ ref('int_weeks') }}

),

days as (

    select {{ each_date('first_day', 'last_day') }} as day from span

),

final as (

    select
        -- keys
        day,

        -- attributes
        cast({{ dbt.date_trunc('week', 'day') }} as date) as week_start,
        cast({{ dbt.date_trunc('month', 'day') }} as date) as month_start

    from days

)

select * from final
