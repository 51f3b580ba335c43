{#- One row per meeting and alert that nobody has closed and that goes on; an alert is told for a week at least. -#}

with

days as (

    select distinct
        meeting_on,
        known_at

    from {{ ref('int_meetings') }}

),

alerts as (

    select * from {{ ref('int_alerts_followed') }}

),

final as (

    select
        -- keys
        days.meeting_on,
        alerts.alert_id as reference_id,

        -- attributes
        alerts.opened_week as week_start,
        alerts.category as segment,
        alerts.metric,
        alerts.evidence as finding,
        alerts.cause_kind,
        alerts.cause_candidates,
        alerts.alert_id as cause_alert_id,
        alerts.owner,

        -- judgements
        case when alerts.opened_at > days.known_at - interval '7' day then 'opened' else 'open' end as verdict,
        alerts.severity as status,

        -- numbers
        alerts.change,
        alerts.customers_affected,

        -- times
        alerts.opened_at as happened_at,

        -- the order in which they are told
        case alerts.severity when 'critical' then 1 when 'high' then 2 else 3 end as first_order,
        -alerts.customers_affected as second_order

    from days

    inner join alerts on {{ alert_stands_at('days.known_at') }}

)

select * from final
