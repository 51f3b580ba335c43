{#- One row per alert and signal that it tells of: the first opened it, the others followed from the same change. -#}

select
    alert_id,
    position as signal_number,
    kind,
    metric,
    category,
    severity,
    evidence as finding,
    change,
    change_week,
    opened_week,
    last_week,
    opened_at

from {{ ref('int_alerts') }}

where part = 'signal'
