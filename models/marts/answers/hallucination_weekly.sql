{#- One row per category and week: what people found made up, estimated from their reviews, next to what the answers' support says. -#}

with

scorecard as (

    {{ weekly_numbers() }}

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
