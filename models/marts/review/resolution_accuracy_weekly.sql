{#- One row per category and week: how many of the AI's resolutions were right, by the word of people. -#}

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
        {{ metric_columns('resolution_accuracy', 'resolution_accuracy_rate') }},

        {{ metric_columns('handled_accuracy', 'handled_accuracy_rate') }},

        {{ metric_columns('closure_rate') }},

        {{ metric_columns('closure_accuracy_gap') }},

        -- judgements
        {{ standing_of('resolution_accuracy') }}

    from scorecard

    group by week_start, category

)

select * from final
