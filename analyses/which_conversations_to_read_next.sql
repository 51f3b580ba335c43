{#-
    For the reviewer: which conversations should I read next, and why? The first thirty of the queue; what drew each is in `tiers`, the
    probability with which it was drawn next to it, and what one more label is worth there.
-#}

select
    queue_position,
    episode_id,
    category,
    outcome,
    tiers,
    is_random_sample,
    inclusion_probability,
    next_label_value_usd,
    label_cost_usd,
    is_worth_its_cost,
    reviewable_at

from {{ ref('review_queue') }}

where queue_position <= 30

order by queue_position
