{#- One row per category and week: what people found made up, estimated from their reviews, next to what the answers' support says. -#}

with

scorecard as (

    select
        *,
        period_start as week_start,
        segment as category

    from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type = 'category'

),

final as (

    select
        -- keys
        week_start,
        category,

        -- rates
        {{ metric_columns('hallucination_rate') }},

        {{ metric_columns('contradicted_rate') }},

        {{ metric_columns('invented_feature_rate') }},

        {{ metric_columns('overpromise_rate') }},

        {{ metric_columns('unsupported_answer_rate') }},

        -- judgements
        {{ standing_of('hallucination_rate') }}

    from scorecard

    group by week_start, category

)

select * from final
