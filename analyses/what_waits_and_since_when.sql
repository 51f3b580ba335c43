{#-
    For the support manager: what waits, and since when? Open conversations at as_of by category and by who has them: how many, the oldest,
    and what share has waited for more than a day, with its interval.
-#}

with

waiting as (

    select
        category,
        case when is_escalated then 'a person' when is_ai_handled then 'the AI' else 'nobody yet' end as with_whom,
        {{ seconds_between('started_at', as_of()) }} / 3600.0 as hours

    from {{ ref('episodes') }}

    where ended_at is null and is_timed

),

counted as (

    select
        category,
        with_whom,
        count(*) as open_count,
        max(hours) as oldest_hours,
        sum(case when hours > 24 then 1 else 0 end) as beyond_a_day_count,
        sum(case when hours > 24 then 1.0 else 0 end) / count(*) as beyond_a_day_share

    from waiting

    group by category, with_whom

)

select
    category,
    with_whom,
    open_count,
    oldest_hours,
    beyond_a_day_count,
    beyond_a_day_share,
    {{ wilson('beyond_a_day_share', 'open_count', -1) }} as beyond_a_day_share_low,
    {{ wilson('beyond_a_day_share', 'open_count', 1) }} as beyond_a_day_share_high

from counted

order by open_count desc, category asc, with_whom asc
