{#- One row per category and week: how often and how soon the AI handed over, and whether it should have. -#}

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
        {{ metric_columns('escalation_rate') }},

        {{ metric_columns('escalation_request_refused_rate') }},

        {{ metric_columns('escalation_precision') }},

        {{ metric_columns('escalation_recall') }},

        {{ metric_columns('missed_escalation_rate') }},

        {{ metric_columns('avoidable_escalation_rate') }},

        {{ metric_columns('minutes_to_escalation') }},

        -- judgements
        {{ standing_of('escalation_rate') }}

    from scorecard

    group by week_start, category

)

select * from final
