{#-
    One row per category and metric: its value in the weeks that improvement is measured against, and where it is meant to go.

    The weeks are declared (vars `baseline_from`, `baseline_to`), else the first four of the shadow period, else the first four.
    They do not move. The value is that of all their episodes together, so a median is a median of episodes; a count is that of
    a week. A baseline that the seed `category_thresholds` sets by hand goes first, and has no interval. Difficulty is the
    share that the AI did not resolve in those weeks; stakes are the team's word.
-#}

{{ config(materialized='table') }}

with

metric_values as (

    select
        *,
        segment as category

    from {{ ref('int_metric_values') }}

    where period = 'baseline' and segment_type = 'category' and is_estimated

),

span as (

    select * from {{ ref('int_baseline_weeks') }}

),

mixes as (

    select * from {{ ref('int_baseline_escalations') }}

),

final as (

    select
        -- keys
        metric_values.category,
        metric_values.metric,

        -- attributes
        case when declared.baseline is null then span.basis else 'by_hand' end as basis,
        coalesce(profiles.stakes, defaults.stakes) as stakes,
        mixes.escalation_reasons,

        -- numbers
        {{ baseline_of('declared', 'metric_values') }} as value,
        {{ baseline_of('declared', 'metric_values', 'value_low') }} as value_low,
        {{ baseline_of('declared', 'metric_values', 'value_high') }} as value_high,
        metric_values.numerator,
        metric_values.denominator,
        metric_values.n_effective,
        metric_values.reviewed_count,
        1 - closed.value as difficulty,
        coalesce(targets.target, default_targets.target) as target,

        -- judgements
        metric_values.status,

        -- times
        span.from_week,
        span.to_week

    from metric_values

    cross join span

    left join metric_values as closed on metric_values.category = closed.category and closed.metric = 'closure_rate'

    left join {{ ref('int_thresholds_resolved') }} as declared
        on metric_values.category = declared.category and metric_values.metric = declared.metric

    left join mixes on metric_values.category = mixes.category

    left join {{ ref('category_profiles') }} as profiles on metric_values.category = profiles.category

    left join {{ ref('category_profiles') }} as defaults on defaults.category = '(default)'

    left join {{ ref('category_targets') }} as targets
        on metric_values.category = targets.category and metric_values.metric = targets.metric

    left join {{ ref('category_targets') }} as default_targets
        on default_targets.category = '(default)' and metric_values.metric = default_targets.metric

)

select * from final
