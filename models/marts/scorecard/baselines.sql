{#-
    One row per category and metric: where it stood in the weeks that improvement is measured against, and where it is meant to go.

    The weeks are declared (vars `baseline_from`, `baseline_to`), else the first four of the shadow period, else the first four.
    They do not move. Rates are pooled from numerators and denominators; a median is the weeks' own, weighted by episodes.
    Difficulty is the share that the AI did not resolve in those weeks; stakes are the team's word.
-#}

select
    category,
    metric,
    basis,
    stakes,
    escalation_reasons,
    value,
    value_low,
    value_high,
    denominator,
    week_count,
    difficulty,
    target,
    from_week,
    to_week

from {{ ref('int_baselines') }}
