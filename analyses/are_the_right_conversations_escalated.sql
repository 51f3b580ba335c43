{#-
    For the support manager: are the right conversations escalated? By category, over the last eight final weeks: of the escalations made how
    many were needed (precision), of those needed how many were made (recall), what was missed and what was avoidable.
-#}

with

scorecard as (

    select
        *,

        max(case when is_final then week_start end) over (partition by metric) as newest_week

    from {{ ref('scorecard_weekly') }}

    where metric in ('escalation_precision', 'escalation_recall', 'missed_escalation_rate', 'avoidable_escalation_rate')

),

pooled as (

    select
        category,
        metric,
        min(week_start) as from_week,
        max(week_start) as to_week,
        sum(numerator) / nullif(sum(denominator), 0) as rate,
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
    pooled.denominator,
    pooled.n_effective

from pooled

inner join {{ ref('metric_registry') }} as registry on pooled.metric = registry.metric

order by pooled.category, registry.name
