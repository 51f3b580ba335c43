{#- One row per day of the last weeks (var `manager_days`), in the reporting timezone: when it began and ended, and whether it is final. -#}

with

limits as (

    select
        max(settle_days) as settle_days,
        max(min_n) as min_n

    from {{ ref('metrics') }}

    where metric in ('escalation_rate', 'abandonment_rate', 'frustrated_episode_rate')

),

calendar as (

    select
        {{ each_date('cast(' ~ dbt.dateadd('day', 1 - var('manager_days'), 'today.day') ~ ' as date)', 'today.day') }} as day

    from (select {{ day_of('as_of') }} as day from {{ ref('stg_as_of') }}) as today

),

final as (

    select
        calendar.day,
        {{ day_start('calendar.day') }} as day_began_at,
        {{ day_start(dbt.dateadd('day', 1, 'calendar.day')) }} as day_ended_at,
        {{ is_final(day_start(dbt.dateadd('day', 1, 'calendar.day')), 'limits.settle_days') }} as is_final,
        limits.min_n

    from calendar

    cross join limits

)

select * from final
