{#- One row per category and blinding. -#}

select
    category,
    blinding,
    pair_count,
    draft_count,
    both_correct_count,
    only_ai_correct_count,
    only_human_correct_count,
    neither_correct_count,
    ai_accuracy,
    ai_accuracy_low,
    ai_accuracy_high,
    human_accuracy,
    human_accuracy_low,
    human_accuracy_high,
    difference,
    difference_low,
    difference_high,
    mcnemar_p_value,
    margin,
    verdict,
    status,
    first_answered_at,
    last_answered_at

from {{ ref('int_shadow_comparison') }}
