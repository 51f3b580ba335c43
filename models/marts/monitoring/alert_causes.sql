{#- One row per alert and candidate cause, the likeliest first: a release or a new article version shortly before the change. -#}

select
    alert_id,
    position as cause_number,
    kind,
    event_id,
    evidence as description,
    category,
    score,
    happened_at

from {{ ref('int_alerts') }}

where part = 'cause'
