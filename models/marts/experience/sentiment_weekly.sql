{#- One row per category and week: how customers felt while the AI had the conversation. -#}

with

scorecard as (

    {{ weekly_numbers() }}

),

final as (

    select
        -- keys
        week_start,
        category,

        -- rates and means
        {{ metric_columns('sentiment_mean') }},

        {{ metric_columns('sentiment_shift') }},

        {{ metric_columns('frustrated_episode_rate') }},

        -- judgements
        {{ standing_of('sentiment_mean') }}

    from scorecard

    group by week_start, category

)

select * from final
