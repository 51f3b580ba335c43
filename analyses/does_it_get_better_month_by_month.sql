{#-
    For the VP of customer success: does it get better month by month? Each essential of everything, the last six months, and
    whether the change from the month before is beyond chance (the squared distances of the two intervals that face each other:
    Newcombe 1998).
-#}

with

months as (

    select
        monthly.*,
        registry.name,
        registry.direction,
        lag(monthly.value) over (partition by monthly.metric order by monthly.month_start) as value_before,
        lag(monthly.value_low) over (partition by monthly.metric order by monthly.month_start) as low_before,
        lag(monthly.value_high) over (partition by monthly.metric order by monthly.month_start) as high_before,
        row_number() over (partition by monthly.metric order by monthly.month_start desc) as months_back

    from {{ ref('scorecard_monthly') }} as monthly

    inner join {{ ref('metric_registry') }} as registry on monthly.metric = registry.metric

    where monthly.category = '(all)'

),

compared as (

    select
        *,

        value - value_before as change,
        case
            when value >= value_before then sqrt(power(value - value_low, 2) + power(high_before - value_before, 2))
            else sqrt(power(value_high - value, 2) + power(value_before - low_before, 2))
        end as margin

    from months

)

select
    name as metric,
    month_start,
    value,
    value_low,
    value_high,
    denominator,
    status,
    change,
    case
        when change is null or margin is null then 'not comparable'
        when abs(change) <= margin then 'no change seen'
        when (change > 0) = (direction = 'higher') then 'better'
        else 'worse'
    end as verdict

from compared

where months_back <= 6

order by name, month_start
