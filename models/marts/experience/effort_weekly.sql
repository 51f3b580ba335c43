{#- One row per category and week: what it cost customers to be helped by the AI; the parts next to their weighted sum. -#}

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
        {{ metric_columns('messages_to_resolution') }},

        {{ metric_columns('repeated_information_rate') }},

        {{ metric_columns('channel_switch_rate') }},

        {{ metric_columns('effort_index') }},

        -- judgements
        {{ standing_of('effort_index') }}

    from scorecard

    group by week_start, category

)

select * from final
