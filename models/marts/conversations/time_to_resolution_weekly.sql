{#- One row per category and week: how long customers waited for the AI to resolve it, the open ones counted as open. -#}

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
        {{ metric_columns('median_hours_to_resolution') }},

        {{ metric_columns('median_seconds_to_first_response') }},

        -- judgements
        {{ standing_of('median_hours_to_resolution') }}

    from scorecard

    group by week_start, category

)

select * from final
