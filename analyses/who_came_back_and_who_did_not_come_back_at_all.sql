{#-
    For the VP of customer success: how many customers came back within seven days, and how many were not seen again after a bad
    conversation, next to those not seen after a good one? The last eight final weeks by category. Staying away alone says nothing.
-#}

with

scorecard as (

    select
        *,

        max(case when is_final then week_start end) over (partition by metric) as newest_week

    from {{ ref('scorecard_weekly') }}

    where metric in ('follow_up_rate_7d', 'same_issue_follow_up_rate_7d', 'lapsed_after_bad_rate', 'lapsed_after_good_rate')

),

pooled as (

    select
        category,
        metric,
        min(week_start) as from_week,
        max(week_start) as to_week,
        sum(numerator) / nullif(sum(denominator), 0) as rate,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(n_effective) as n_effective

    from scorecard

    where is_final and value is not null and week_start > {{ dbt.dateadd('day', -56, 'newest_week') }}

    group by category, metric

)

select
    pooled.category,
    registry.name as metric,
    pooled.from_week,
    pooled.to_week,
    pooled.rate,
    {{ wilson('pooled.rate', 'pooled.n_effective', -1) }} as rate_low,
    {{ wilson('pooled.rate', 'pooled.n_effective', 1) }} as rate_high,
    pooled.numerator,
    pooled.denominator

from pooled

inner join {{ ref('metric_registry') }} as registry on pooled.metric = registry.metric

order by pooled.category, registry.name
