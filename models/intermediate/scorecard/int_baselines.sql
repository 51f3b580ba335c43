{#-
    One row per category and metric: where it stood in the weeks that improvement is measured against, and where it is meant to go.

    The weeks are declared (vars `baseline_from`, `baseline_to`), else the first four of the shadow period, else the first four.
    They do not move. Rates are pooled from numerators and denominators; a median is the weeks' own, weighted by episodes.
    Difficulty is the share that the AI did not resolve in those weeks; stakes are the team's word.
-#}

{{ config(materialized='table') }}

with

cells as (

    select
        *,
        period_start as week_start,
        segment as category

    from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type = 'category' and is_estimated

),

span as (

    select * from {{ ref('int_baseline_weeks') }}

),

mixes as (

    select * from {{ ref('int_baseline_escalations') }}

),

within as (

    select cells.*, metrics.unit, span.from_week, span.to_week, span.basis

    from cells

    inner join span on cells.week_start between span.from_week and span.to_week

    inner join {{ ref('metrics') }} as metrics on cells.metric = metrics.metric

),

pooled as (

    select
        category,
        metric,
        unit,
        basis,
        from_week,
        to_week,
        count(*) filter (where value is not null) as week_count,
        cast(sum(case when value is not null then cast(denominator as decimal(28, 9)) end) as double) as episode_count,
        -- added as decimals: a sum of floats depends on its order
        cast(sum(cast(n_effective as decimal(28, 9))) as double) as n_effective,
        cast(sum(cast(value * denominator as decimal(28, 9))) as double)
        / nullif(cast(sum(case when value is not null then cast(denominator as decimal(28, 9)) end) as double), 0) as value

    from within

    group by category, metric, unit, basis, from_week, to_week

),

final as (

    select
        -- keys
        pooled.category,
        pooled.metric,

        -- attributes
        pooled.basis,
        coalesce(profiles.stakes, defaults.stakes) as stakes,
        mixes.escalation_reasons,

        -- numbers
        pooled.value,
        case when pooled.unit = 'share' then {{ wilson('pooled.value', 'pooled.n_effective', -1) }} end as value_low,
        case when pooled.unit = 'share' then {{ wilson('pooled.value', 'pooled.n_effective', 1) }} end as value_high,
        coalesce(pooled.episode_count, 0) as denominator,
        pooled.week_count,
        1 - closed.value as difficulty,
        coalesce(targets.target, default_targets.target) as target,

        -- times
        pooled.from_week,
        pooled.to_week

    from pooled

    left join pooled as closed on pooled.category = closed.category and closed.metric = 'closure_rate'

    left join mixes on pooled.category = mixes.category

    left join {{ ref('category_profiles') }} as profiles on pooled.category = profiles.category

    left join {{ ref('category_profiles') }} as defaults on defaults.category = '(default)'

    left join {{ ref('category_targets') }} as targets
        on pooled.category = targets.category and pooled.metric = targets.metric

    left join {{ ref('category_targets') }} as default_targets
        on default_targets.category = '(default)' and pooled.metric = default_targets.metric

)

select * from final
