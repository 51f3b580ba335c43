{#-
    One row per category and metric: its value in the weeks that improvement is measured against, and where it is meant to go.

    The weeks are declared (vars `baseline_from`, `baseline_to`), else the first four of the shadow period, else the first four.
    They do not move. The value is that of all their episodes together, so a median is a median of episodes; a count is that of
    a week. A baseline that the seed `category_thresholds` sets by hand goes first, and has no interval. Difficulty is the
    share that the AI did not resolve in those weeks; stakes are the team's word.
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
    numerator,
    denominator,
    n_effective,
    reviewed_count,
    difficulty,
    target,
    status,
    from_week,
    to_week

from {{ ref('int_baselines') }}
