{#- One row per change that is proposed to people, the next best first. -#}

select
    recommendation_id,
    kind,
    category,
    subject,
    action,
    evidence,
    gap_key,
    expected_effect,
    expected_effect_low,
    expected_effect_high,
    effect_unit,
    place,
    state,
    approver,
    decision_id,
    decided_at

from {{ ref('int_recommendations') }}
