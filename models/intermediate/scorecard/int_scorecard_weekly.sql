{#-
    One row per week, category and metric, always: a week in which nothing happened says so.

    `(all)` is the sum of the categories, never the mean of their rates. A number whose week is not final is marked
    `immature`; one that nobody reviewed is `unverified` and has no value.
-#}

{{ config(materialized='table') }}

with

judged as (

    select * from {{ ref('int_thresholds_judged') }}

),

final as (

    select
        -- keys
        week_start,
        category,
        metric,

        -- numbers
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        n_effective,
        reviewed_count,

        -- judgements
        status,
        is_final,
        baseline

    from judged

)

select * from final
