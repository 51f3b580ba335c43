{#-
    One row per week, category and metric, always: a week in which nothing happened says so.

    `(all)` is the sum of the categories, never the mean of their rates. A number whose week is not final is marked
    `immature`; one that nobody reviewed is `unverified` and has no value.
-#}

with

numbers as (

    {{ weeks_next_to_their_baseline() }}

)

select
    week_start,
    category,
    metric,
    value,
    value_low,
    value_high,
    numerator,
    denominator,
    n_effective,
    reviewed_count,
    status,
    is_final,
    baseline

from numbers
