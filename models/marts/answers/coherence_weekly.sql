{#- One row per category and week: how often the AI lost the thread, within a conversation and across two. -#}

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
        {{ metric_columns('context_loss_rate') }},

        {{ metric_columns('cross_conversation_retention_rate') }},

        -- judgements
        {{ standing_of('context_loss_rate') }}

    from scorecard

    group by week_start, category

)

select * from final
