{#-
    For the product lead: where does the product itself confuse people? By product area, the last eight final weeks: how often customers
    came back, were escalated and how they felt, each with its interval, and how many conversations it was about.
-#}

with

segments as (

    select
        *,

        max(case when is_final then week_start end) over (partition by metric) as newest_week

    from {{ ref('scorecard_by_segment_weekly') }}

    where segment_type = 'product_area'

),

pooled as (

    select
        segment as product_area,
        metric,
        sum(value * n_effective) / nullif(sum(n_effective), 0) as value,
        sum(n_effective) as n_effective,
        sum(denominator) as denominator,
        -- of weighted weeks: the weeks' own errors, from their intervals
        sqrt(sum(power(n_effective * (value_high - value_low) / 3.92, 2))) / nullif(sum(n_effective), 0) as error

    from segments

    where is_final and value is not null and n_effective > 0 and week_start > {{ dbt.dateadd('day', -56, 'newest_week') }}

    group by segment, metric

)

select
    pooled.product_area,
    registry.name as metric,
    registry.unit,
    pooled.value,
    case when registry.unit = 'share' then {{ wilson('pooled.value', 'pooled.n_effective', -1) }} else pooled.value - 1.96 * pooled.error end
        as value_low,
    case when registry.unit = 'share' then {{ wilson('pooled.value', 'pooled.n_effective', 1) }} else pooled.value + 1.96 * pooled.error end
        as value_high,
    pooled.denominator

from pooled

inner join {{ ref('metric_registry') }} as registry on pooled.metric = registry.metric

where registry.unit in ('share', 'mean')

order by registry.name asc, pooled.value desc, pooled.product_area asc
