{#-
    One row per week, segment and metric that ever had a value: has it left its reference?

    The last four final weeks against the series' first year (frozen then, or at its first alarm), next to an EWMA for what
    comes slowly. Alerts come from the alerting metrics alone, with limits that hold for a whole year and the whole
    portfolio; the rest is watched.
-#}

with

drift as (

    select * from {{ ref('int_metric_drift') }}

),

final as (

    select
        -- keys
        week_start,
        segment_type,
        segment,
        metric,

        -- judgements
        tier,
        verdict,
        is_alert,
        is_open,

        -- numbers
        scale,
        reference_value,
        recent,
        change,
        reference_weeks,
        reference_volume,
        recent_volume,
        smallest_detectable_change,

        -- statistics
        dispersion,
        z,
        threshold,
        ewma_z,
        ewma_threshold,
        p_value,

        -- times
        change_week

    from drift

)

select * from final
