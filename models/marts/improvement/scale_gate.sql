{#- One row per category. -#}

select
    category,
    is_open,
    episode_count,
    reviewed_count,
    resolution_accuracy_numerator,
    resolution_accuracy_denominator,
    resolution_accuracy,
    resolution_accuracy_low,
    resolution_accuracy_high,
    resolution_accuracy_limit,
    missed_escalation_rate_numerator,
    missed_escalation_rate_denominator,
    missed_escalation_rate,
    missed_escalation_rate_low,
    missed_escalation_rate_high,
    missed_escalation_rate_limit,
    hallucination_rate_numerator,
    hallucination_rate_denominator,
    hallucination_rate,
    hallucination_rate_low,
    hallucination_rate_high,
    hallucination_rate_limit,
    verified_fix_count,
    reviews_to_do,
    missing,
    status

from {{ ref('int_scale_gate') }}
