{#- One row per measure of learning and category. -#}

select
    measure,
    category,
    unit,
    value,
    value_low,
    value_high,
    numerator,
    denominator,
    status

from {{ ref('int_learning_velocity') }}
