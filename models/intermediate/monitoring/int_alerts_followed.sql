{#-
    One row per alert: something is wrong, since when, the customers affected, who owns it, and what became of it.

    What happened to an alert is read from the alert log alone, so the table can be rebuilt any day and nothing is sent twice.
-#}

{{ config(materialized='table') }}

with

found as (

    select * from {{ ref('int_alerts') }}

    where part = 'alert'

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

logged as (

    select * from {{ ref('int_alerts_logged') }}

),

-- everyone the AI served there from the week of the change until it was over
touched as (

    select
        found.alert_id,

        count(distinct episodes.customer_cluster) as customers_affected,
        count(distinct episodes.customer_cluster) filter (where episodes.started_at <= found.opened_at)
            as customers_affected_at_opening,
        count(*) as episode_count

    from found

    inner join episodes
        on (found.category = '(all)' or found.category = episodes.category)
        and episodes.week_start between found.change_week and found.last_week

    where episodes.is_ai_handled and found.kind in ('drift', 'threshold', 'mix_shift')

    group by found.alert_id

),

final as (

    select
        -- keys
        found.alert_id,

        -- attributes
        found.kind,
        found.metric,
        found.category,
        found.owner,
        found.severity,
        found.cause_kind,
        found.cause_candidates,
        found.evidence,

        -- judgements
        case
            when logged.false_alarm_at = logged.closed_at then 'false_alarm'
            when logged.closed_at is not null then 'resolved'
            when logged.acknowledged_at is not null then 'acknowledged'
            when logged.first_sent_at is not null then 'sent'
            else 'new'
        end as state,
        found.is_ongoing,

        -- numbers
        found.change,
        coalesce(touched.customers_affected, 0) as customers_affected,
        coalesce(touched.customers_affected_at_opening, 0) as customers_affected_at_opening,
        coalesce(touched.episode_count, 0) as episode_count,
        found.joined_count,
        {{ dbt.datediff('found.opened_at', 'found.customers_told_at', 'day') }} as lead_days,

        -- times
        found.change_week,
        found.opened_week,
        found.last_week,
        found.opened_at,
        logged.first_sent_at,
        logged.acknowledged_at,
        logged.closed_at

    from found

    left join touched on found.alert_id = touched.alert_id

    left join logged on found.alert_id = logged.alert_id

)

select * from final
