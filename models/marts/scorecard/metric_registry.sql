{#- One row per metric: what it means, who owns it, and which other metric tells on whoever games it. -#}

with

metrics as (

    select * from {{ ref('metrics') }}

),

final as (

    select
        -- keys
        metric,

        -- attributes
        name,
        definition,
        unit,
        direction,
        counter_metric,
        owner,

        -- judgements
        is_alerting,
        is_essential,
        is_ai_metric,

        -- numbers
        window_hours,
        settle_days,
        min_n

    from metrics

)

select * from final
