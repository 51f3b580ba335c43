{#-
    For the VP of customer success: how many did the AI solve, and not only close? The last four final weeks of each rung, with
    its interval, in the order in which the claims grow stronger; next to our rungs what the vendors' rules make of the same rows.
-#}

with

scorecard as (

    select
        *,

        max(case when is_final then week_start end) over (partition by metric) as newest_week

    from {{ ref('scorecard_weekly') }}

    where category = '(all)'

),

rungs as (

    select metric, name, place
    from (
        select
            metric,
            name,
            case metric
                when 'closure_rate' then 1
                when 'containment_rate' then 2
                when 'durable_resolution_rate' then 3
                when 'confirmed_resolution_rate' then 4
                when 'handled_accuracy' then 5
            end as place

        from {{ ref('metric_registry') }}
    ) as placed

    where place is not null

),

pooled as (

    select
        rungs.place,
        rungs.name as rung,
        min(scorecard.week_start) as from_week,
        max(scorecard.week_start) as to_week,
        sum(scorecard.numerator) as numerator,
        sum(scorecard.denominator) as denominator,
        sum(scorecard.n_effective) as n_effective

    from scorecard

    inner join rungs on scorecard.metric = rungs.metric

    where
        scorecard.is_final
        and scorecard.value is not null
        and scorecard.week_start > {{ dbt.dateadd('day', -28, 'scorecard.newest_week') }}

    group by rungs.place, rungs.name

),

vendors as (

    {% for vendor in ['fin_resolution', 'zendesk_resolution', 'agentforce_deflection', 'dialogflow_containment', 'chatwoot_durable'] -%}
    select
        {{ 10 + loop.index }} as place,
        '{{ vendor | replace("_", " ") }} by its own rule' as rung,
        week_start,
        {{ vendor }}_rate_numerator as numerator,
        {{ vendor }}_rate_denominator as denominator
    from {{ ref('outcome_ladder_weekly') }}
    where category = '(all)' and is_final
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

vendors_pooled as (

    select
        place,
        rung,
        min(week_start) as from_week,
        max(week_start) as to_week,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(denominator) as n_effective

    from (
        select *, max(week_start) over () as newest_week from vendors
    ) as dated

    where week_start > {{ dbt.dateadd('day', -28, 'newest_week') }}

    group by place, rung

),

rated as (

    select *, numerator / nullif(denominator, 0) as rate from pooled
    union all
    select *, numerator / nullif(denominator, 0) as rate from vendors_pooled

)

select
    rung,
    from_week,
    to_week,
    rate,
    {{ wilson('rate', 'n_effective', -1) }} as rate_low,
    {{ wilson('rate', 'n_effective', 1) }} as rate_high,
    numerator,
    denominator

from rated

order by place
