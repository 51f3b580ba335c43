{#- One row per experiment, variant, metric and category. -#}

select
    experiment,
    variant,
    control,
    metric,
    category,
    role,
    customer_count,
    control_customer_count,
    sample_ratio_p_value,
    weeks,
    denominator,
    control_denominator,
    value,
    control_value,
    difference,
    difference_low,
    difference_high,
    margin,
    looks,
    method,
    verdict,
    status,
    decision,
    first_assigned_at,
    last_assigned_at

from {{ ref('int_experiment_results') }}
