{#- One row per episode that teaches. -#}

select
    episode_id,
    set_name,
    kind,
    category,
    failure_reason,
    review_id,
    reviewer_id,
    rubric_version,
    reviewed_at,
    message_id,
    article_id,
    article_version,
    turn_count,
    fingerprint

from {{ ref('int_training_examples') }}
