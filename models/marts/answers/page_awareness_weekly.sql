{#- One row per category and week: what an AI that is shown the customer's page makes of it. -#}

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
        {{ metric_columns('page_context_use_rate') }},

        {{ metric_columns('element_accuracy_rate') }},

        {{ metric_columns('workflow_accuracy_rate') }},

        {{ metric_columns('stuck_recognition_rate') }},

        {{ metric_columns('proactive_rate') }},

        -- judgements
        {{ standing_of('page_context_use_rate') }}

    from scorecard

    group by week_start, category

)

select * from final
