{#-
    One row per window (the last 4, 8 or 13 final weeks) and settling time: the weeks it covers.

    Numbers become final at different times, so each settling time has its own newest final week. A window that would begin
    before the first week is as long as the history is.
-#}

with

weeks as (

    select * from {{ ref('int_weeks') }}

),

settling as (

    select distinct settle_days from {{ ref('metrics') }}

),

ends as (

    select
        settling.settle_days,
        max(weeks.week_start) as last_week

    from weeks

    cross join settling

    where {{ is_final('weeks.week_end_at', 'settling.settle_days', 'weeks.has_clock') }}

    group by settling.settle_days

),

final as (

    {% for weeks in [4, 8, 13] %}
    select
        'last_{{ weeks }}_weeks' as period,
        cast({{ weeks }} as bigint) as week_count,
        settle_days,
        cast({{ dbt.dateadd('day', -7 * (weeks - 1), 'last_week') }} as date) as first_week,
        last_week

    from ends
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
