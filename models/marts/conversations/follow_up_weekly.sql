{#- One row per category and week: how many customers came back after the AI had resolved it. -#}

with

scorecard as (

    select * from {{ ref('scorecard_weekly') }}

),

final as (

    select
        -- keys
        week_start,
        category,

        -- rates and means
        {{ metric_columns('follow_up_rate_24h') }},

        {{ metric_columns('follow_up_rate_72h') }},

        {{ metric_columns('follow_up_rate_7d') }},

        {{ metric_columns('follow_up_rate_14d') }},

        {{ metric_columns('same_issue_follow_up_rate_7d') }},

        {{ metric_columns('durable_resolution_rate') }},

        -- judgements
        {{ standing_of('follow_up_rate_7d') }}

    from scorecard

    group by week_start, category

)

select * from final
