{#- One row per alert in the log: when it was first sent, acknowledged and closed, and whether it was a false alarm. -#}

with

final as (

    select
        alert_id,

        min(logged_at) filter (where action = 'sent') as first_sent_at,
        min(logged_at) filter (where action = 'acknowledged') as acknowledged_at,
        max(logged_at) filter (where action in ('resolved', 'false_alarm')) as closed_at,
        max(logged_at) filter (where action = 'false_alarm') as false_alarm_at

    from {{ ref('stg_alert_log') }}

    group by alert_id

)

select * from final
