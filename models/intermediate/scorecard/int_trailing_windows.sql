{#-
    One row per window (the last 4, 8 or 13 final weeks) and settling time: the weeks it covers.

    Numbers become final at different times, so each settling time has its own newest final week: the one before the week that
    the moment of the scorecard, less the settling time, lies in. A window that would begin before the first week is as long as
    the history is; a source without a clock has windows only where as_of is later than its weeks.
-#}

with

moment as (

    select as_of from {{ ref('stg_as_of') }}

),

settling as (

    select distinct settle_days from {{ ref('metrics') }}

),

ends as (

    select
        settling.settle_days,
        {{ newest_final_week('settling.settle_days', 'moment.as_of') }} as last_week

    from settling

    cross join moment

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
