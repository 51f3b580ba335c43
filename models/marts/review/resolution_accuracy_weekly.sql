{#- One row per category and week: how many of the AI's resolutions were right, according to people. -#}

with

scorecard as (

    {{ weekly_numbers() }}

),

estimates as (

    select * from {{ ref('int_accuracy_values') }}

    where period = 'week' and segment_type = 'category'

),

pivoted as (

    select
        -- keys
        week_start,
        category,

        -- rates and means
        {{ metric_columns('resolution_accuracy', 'resolution_accuracy_rate') }},

        {{ metric_columns('handled_accuracy', 'handled_accuracy_rate') }},

        {{ metric_columns('closure_rate') }},

        {{ metric_columns('closure_accuracy_gap') }},

        -- judgements
        {{ standing_of('resolution_accuracy') }}

    from scorecard

    group by week_start, category

),

-- the three parts of a verdict, which the long scorecard does not carry
parts as (

    select
        period_start as week_start,
        segment as category,

        {{ metric_columns('valid_share', 'valid_rate', has_status=false) }},

        {{ metric_columns('complete_share', 'complete_rate', has_status=false) }},

        {{ metric_columns('helpful_share', 'helpful_rate', has_status=false) }},

        max(case when metric = 'resolution_accuracy' then n_reviewed end) as reviewed_count,
        max(case when metric = 'handled_accuracy' then n_reviewed end) as handled_reviewed_count,
        max(case when metric = 'resolution_accuracy' then n_effective end) as n_effective,
        max(case when metric = 'resolution_accuracy' then design_effect end) as design_effect,
        max(case when metric = 'resolution_accuracy' then method end) as estimator

    from estimates

    group by period_start, segment

),

final as (

    select
        pivoted.*,

        -- of every closed episode, the share that was not correct
        1 - pivoted.resolution_accuracy_rate as wrong_resolution_rate,

        parts.valid_rate_numerator,
        coalesce(parts.valid_rate_denominator, 0) as valid_rate_denominator,
        parts.valid_rate,
        parts.valid_rate_low,
        parts.valid_rate_high,
        {{ part_status('valid_rate', 'parts') }},

        parts.complete_rate_numerator,
        coalesce(parts.complete_rate_denominator, 0) as complete_rate_denominator,
        parts.complete_rate,
        parts.complete_rate_low,
        parts.complete_rate_high,
        {{ part_status('complete_rate', 'parts') }},

        parts.helpful_rate_numerator,
        coalesce(parts.helpful_rate_denominator, 0) as helpful_rate_denominator,
        parts.helpful_rate,
        parts.helpful_rate_low,
        parts.helpful_rate_high,
        {{ part_status('helpful_rate', 'parts') }},

        -- what the figures rest on
        coalesce(parts.reviewed_count, 0) as reviewed_count,
        coalesce(parts.handled_reviewed_count, 0) as handled_reviewed_count,
        coalesce(parts.n_effective, 0) as n_effective,
        parts.design_effect,
        parts.estimator

    from pivoted

    left join parts
        on pivoted.week_start = parts.week_start
        and pivoted.category = parts.category

)

select * from final
