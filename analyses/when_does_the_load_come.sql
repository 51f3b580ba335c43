{#-
    For the support manager: when does the load come, and what is left to people then? By day of the week and part of the day, on the support team's
    own clock, over the last eight weeks: conversations a week, and the share that ended with a person, with its interval.
-#}

with

episodes as (

    select
        *,

        {{ local_time('started_at') }} as started_locally

    from {{ ref('episodes') }}

    where is_timed and is_ai_handled and started_at > {{ dbt.dateadd('day', -56, as_of()) }}

),

placed as (

    select
        {{ dbt.datediff(dbt.date_trunc('week', 'started_locally'), 'started_locally', 'day') }} as day_number,
        case
            when extract(hour from started_locally) < 6 then '1 night'
            when extract(hour from started_locally) < 12 then '2 morning'
            when extract(hour from started_locally) < 18 then '3 afternoon'
            else '4 evening'
        end as part_of_day,
        case when outcome = 'escalated' then 1 else 0 end as made,
        case when outcome in ('operational', 'pending') then 0 else 1 end as decided

    from episodes

),

counted as (

    select
        day_number,
        part_of_day,
        count(*) / 8.0 as episodes_a_week,
        count(*) as episode_count,
        sum(made) as escalated_count,
        sum(decided) as decided_count,
        sum(made) * 1.0 / nullif(sum(decided), 0) as escalation_rate

    from placed

    group by day_number, part_of_day

)

select
    case day_number
        when 0 then 'Monday' when 1 then 'Tuesday' when 2 then 'Wednesday' when 3 then 'Thursday' when 4 then 'Friday'
        when 5 then 'Saturday' else 'Sunday'
    end as weekday,
    part_of_day,
    episodes_a_week,
    episode_count,
    escalated_count,
    decided_count,
    escalation_rate,
    {{ wilson('escalation_rate', 'decided_count', -1) }} as escalation_rate_low,
    {{ wilson('escalation_rate', 'decided_count', 1) }} as escalation_rate_high

from counted

order by day_number, part_of_day
