{#- One row per kind of alert and severity: were the closed ones true, how early did they come, how many had been touched? -#}

with

alerts as (

    select * from {{ ref('int_alerts_followed') }}

),

final as (

    select
        -- keys
        kind,
        severity,

        -- counts and rates
        count(*) as alert_count,
        count(*) filter (where state in ('resolved', 'false_alarm')) as closed_count,
        count(*) filter (where state = 'false_alarm') as false_alarm_count,
        count(*) filter (where state = 'resolved')
        / nullif(cast(count(*) filter (where state in ('resolved', 'false_alarm')) as double), 0) as precision_rate,

        -- how early
        count(lead_days) as lead_count,
        avg(cast(lead_days as double)) as mean_lead_days,
        avg(cast(customers_affected_at_opening as double)) filter (where kind in ('drift', 'threshold'))
            as mean_customers_affected_at_opening,
        avg(cast({{ dbt.datediff('opened_at', 'acknowledged_at', 'hour') }} as double)) as mean_hours_to_acknowledge

    from alerts

    group by kind, severity

)

select * from final
