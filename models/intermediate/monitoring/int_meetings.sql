{#-
    One row per Monday meeting and metric: the newest week whose number was final by then.

    The newest meeting is today's where as_of is a Monday, else the next Monday's: what is final so far is prepared for it.
-#}

{{ config(materialized='table') }}

with

weeks as (

    select * from {{ ref('int_weeks') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

meetings as (

    select
        cast({{ dbt.dateadd('day', 7, 'week_start') }} as date) as meeting_on,
        week_start as ended_week_start,
        -- everything known on the day itself is known to the meeting
        least({{ day_start(dbt.dateadd('day', 8, 'week_start')) }}, {{ as_of() }}) as known_at

    from weeks

    where {{ day_start(dbt.dateadd('day', 1, 'week_start')) }} <= {{ as_of() }}

),

final as (

    select
        -- keys
        meetings.meeting_on,
        metrics.metric,

        -- attributes
        meetings.ended_week_start,
        max(weeks.week_start) as week_start,

        -- times
        meetings.known_at

    from meetings

    cross join metrics

    left join weeks
        on meetings.meeting_on > weeks.week_start
        and {{ is_final('weeks.week_end_at', 'metrics.settle_days', 'weeks.has_clock', 'meetings.known_at') }}

    group by meetings.meeting_on, meetings.ended_week_start, meetings.known_at, metrics.metric

)

select * from final
