{#-
    For the VP of customer success: where are most customers served wrongly and told that all is well? Per category the share of
    conversations closed and not correct over the last eight final weeks, and how many a week that makes, with its interval.
-#}

with

scorecard as (

    select
        *,

        max(case when is_final then week_start end) over (partition by metric) as newest_week

    from {{ ref('scorecard_weekly') }}

    where metric = 'closure_accuracy_gap' and category <> '(all)'

),

handled as (

    select
        week_start,
        category,
        sum(case when is_ai_handled then 1 else 0 end) as handled_count

    from {{ ref('episodes') }}

    group by week_start, category

),

pooled as (

    select
        scorecard.category,
        min(scorecard.week_start) as from_week,
        max(scorecard.week_start) as to_week,
        count(*) as week_count,
        sum(scorecard.numerator) / nullif(sum(scorecard.denominator), 0) as wrongly_closed_rate,
        sum(scorecard.n_effective) as n_effective,
        sum(handled.handled_count) as handled_count

    from scorecard

    inner join handled
        on scorecard.week_start = handled.week_start
        and scorecard.category = handled.category

    where
        scorecard.is_final
        and scorecard.value is not null
        and scorecard.week_start > {{ dbt.dateadd('day', -56, 'scorecard.newest_week') }}

    group by scorecard.category

),

bounded as (

    select
        *,

        {{ wilson('wrongly_closed_rate', 'n_effective', -1) }} as wrongly_closed_rate_low,
        {{ wilson('wrongly_closed_rate', 'n_effective', 1) }} as wrongly_closed_rate_high

    from pooled

)

select
    category,
    from_week,
    to_week,
    handled_count,
    n_effective,
    wrongly_closed_rate,
    wrongly_closed_rate_low,
    wrongly_closed_rate_high,
    wrongly_closed_rate * handled_count / week_count as wrong_a_week,
    wrongly_closed_rate_low * handled_count / week_count as wrong_a_week_low,
    wrongly_closed_rate_high * handled_count / week_count as wrong_a_week_high

from bounded

order by wrong_a_week desc, category asc
