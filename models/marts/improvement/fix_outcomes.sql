{#- One row per shipped fix. -#}

select
    fix_id,
    gap_key,
    kind,
    category,
    failure,
    shipped_at,
    weeks_since,
    failures_before,
    trials_before,
    failure_rate_before,
    failures_since,
    trials_since,
    failure_rate_since,
    others_rate_before,
    others_rate_since,
    ratio,
    ratio_low,
    ratio_high,
    dispersion,
    verdict,
    weeks_until_known,
    is_confounded,
    description,
    proposed_by,
    approved_by

from {{ ref('int_fix_outcomes') }}
