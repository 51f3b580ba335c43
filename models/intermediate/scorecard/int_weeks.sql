{#- One row per week from the first episode to as_of: when it ended, in UTC, and whether it had a clock at all. -#}

{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_episodes_attributed') }}

),

span as (

    select
        min(week_start) as first_week,
        greatest(max(week_start), {{ week_of(as_of()) }}) as last_week

    from episodes

),

calendar as (

    select {{ each_date('first_week', 'last_week', 7) }} as week_start from span

),

-- a source without a clock is final at once
clocked as (

    select
        week_start,
        bool_or(is_timed) as has_clock

    from episodes

    group by week_start

),

final as (

    select
        calendar.week_start,
        {{ day_start(dbt.dateadd('day', 7, 'calendar.week_start')) }} as week_end_at,
        coalesce(clocked.has_clock, true) as has_clock

    from calendar

    left join clocked on calendar.week_start = clocked.week_start

)

select * from final
