-- The manager's days are the same episodes as the week's: starts and escalations of whole weeks are those of the weekly marts, in
-- every category, and the last day's backlog is the week's.
{{ config(meta={'remedy': "a day is counted twice or not at all: look at reporting_timezone and int_days_to_rates"}) }}
with

daily as (

    select
        *,

        cast({{ dbt.date_trunc('week', 'day') }} as date) as week_start

    from {{ ref('support_manager_daily') }}

    where segment_type = 'category'

),

weeks as (

    select
        week_start,
        segment as category,
        sum(started_count) as started_count,
        sum(escalation_rate_numerator) as escalated_count,
        sum(escalation_rate_denominator) as decided_count

    from daily

    group by week_start, segment

    having count(*) = 7

),

last_days as (

    select * from daily
    where day = (select max(newest.day) from daily as newest)

),

final as (

    select weeks.week_start, weeks.category, 'episodes' as what
    from weeks
    inner join {{ ref('time_to_resolution_weekly') }} as weekly
        on weeks.week_start = weekly.week_start and weeks.category = weekly.category
    where weeks.started_count <> weekly.opened_count

    union all

    select weeks.week_start, weeks.category, 'escalations' as what
    from weeks
    inner join {{ ref('scorecard_weekly') }} as weekly
        on weeks.week_start = weekly.week_start and weeks.category = weekly.category
    where
        weekly.metric = 'escalation_rate'
        and (
            weeks.escalated_count <> coalesce(weekly.numerator, 0)
            or weeks.decided_count <> weekly.denominator
        )

    union all

    select last_days.week_start, last_days.segment as category, 'backlog' as what
    from last_days
    inner join {{ ref('time_to_resolution_weekly') }} as weekly
        on last_days.week_start = weekly.week_start and last_days.segment = weekly.category
    where last_days.backlog_count <> weekly.backlog_count

)

select * from final
