{#- One row per category and week: how often the AI lost the thread, within a conversation and across two. -#}

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
        {{ metric_columns('context_loss_rate') }},

        {{ metric_columns('cross_conversation_retention_rate') }},

        -- judgements
        {{ standing_of('context_loss_rate') }}

    from scorecard

    group by week_start, category

)

select * from final
