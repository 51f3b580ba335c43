{#-
    For the product lead: did the newer version of the agent do better? Every version that served at least thirty episodes, each share over
    all its weeks with its interval, and next to it how much of that is the questions: the rate had both versions been asked what
    all versions together were asked (direct standardisation by category). Versions follow each other in time: this is no experiment.
-#}

with

episodes as (

    select * from {{ ref('episodes') }}

    where is_ai_handled and agent_version is not null and outcome not in ('operational', 'pending')

),

measured as (

    select agent_version, category, 'escalation rate' as metric, started_at, case when is_escalated then 1 else 0 end as made from episodes

    union all

    select agent_version, category, 'given up' as metric, started_at, case when outcome = 'abandoned' then 1 else 0 end as made from episodes

),

mix as (

    select
        metric,
        category,
        count(*) * 1.0 / sum(count(*)) over (partition by metric) as weight

    from measured

    group by metric, category

),

cells as (

    select
        metric,
        agent_version,
        category,
        min(started_at) as first_at,
        count(*) as n,
        sum(made) as made

    from measured

    group by metric, agent_version, category

),

versions as (

    select
        cells.metric,
        cells.agent_version,
        min(cells.first_at) as first_at,
        sum(cells.made) as numerator,
        sum(cells.n) as denominator,
        sum(cells.made) * 1.0 / sum(cells.n) as rate,
        -- of the questions this version was asked at all
        sum(mix.weight * cells.made / cells.n) / sum(mix.weight) as standardised_rate

    from cells

    inner join mix on cells.metric = mix.metric and cells.category = mix.category

    group by cells.metric, cells.agent_version

),

-- of reviewed resolutions, as weighted as their draw: the estimate knows no standardisation
accuracy as (

    select
        'resolution accuracy' as metric,
        segments.segment as agent_version,
        min(versions.first_at) as first_at,
        sum(segments.numerator) as numerator,
        sum(segments.denominator) as denominator,
        sum(segments.n_effective) as n_effective,
        sum(segments.numerator) / nullif(sum(segments.denominator), 0) as rate,
        cast(null as double) as standardised_rate

    from {{ ref('scorecard_by_segment_weekly') }} as segments

    inner join versions
        on segments.segment = versions.agent_version
        and versions.metric = 'escalation rate'

    where
        segments.segment_type = 'agent_version'
        and segments.metric = 'resolution_accuracy'
        and segments.value is not null
        and segments.is_final

    group by segments.segment

),

answered as (

    select metric, agent_version, first_at, numerator, denominator, denominator as n_effective, rate, standardised_rate
    from versions

    union all

    select metric, agent_version, first_at, numerator, denominator, n_effective, rate, standardised_rate
    from accuracy

)

select
    metric,
    agent_version,
    first_at,
    rate,
    {{ wilson('rate', 'n_effective', -1) }} as rate_low,
    {{ wilson('rate', 'n_effective', 1) }} as rate_high,
    standardised_rate,
    numerator,
    denominator

from answered

where denominator >= 30

order by metric, first_at
