{#- One row per metric: what it means, how and where it is computed, who owns it, and which other metric exposes gaming. -#}

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
        short_name,
        definition,
        numerator,
        denominator,
        unit,
        scale_low,
        scale_high,
        direction,
        counter_metric,
        depends_on,
        owner,
        computed_in,

        -- judgements
        is_alerting,
        is_essential,
        is_ai_metric,
        is_review_based,

        -- numbers
        window_hours,
        settle_days,
        min_n

    from metrics

)

select * from final
