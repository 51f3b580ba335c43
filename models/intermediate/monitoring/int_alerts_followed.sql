{#-
    One row per alert: something is wrong, since when, whom it has touched, who owns it, and what became of it.

    What happened to an alert is read from the alert log alone, so the table can be rebuilt any day and nothing is sent twice.
-#}

{{ config(materialized='table') }}

with

found as (

    select * from {{ ref('int_alerts') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

owners as (

    select * from {{ ref('alert_owners') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

log as (

    select * from {{ ref('stg_alert_log') }}

),

-- the most specific row of the seed: its metric and category before either, either before the kind alone
owned as (

    select
        found.alert_id,
        owners.owner,

        row_number() over (
            partition by found.alert_id
            order by
                case when owners.category = found.category then 0 else 1 end
                + case when owners.metric = found.metric then 0 else 1 end,
                case when owners.kind = found.kind then 0 else 1 end,
                owners.owner
        ) as preference

    from found

    inner join owners
        on owners.kind in (found.kind, '(any)')
        and owners.metric in (found.metric, '(any)')
        and owners.category in (found.category, '(any)')

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

logged as (

    select
        alert_id,

        min(logged_at) filter (where action = 'sent') as first_sent_at,
        min(logged_at) filter (where action = 'acknowledged') as acknowledged_at,
        max(logged_at) filter (where action in ('resolved', 'false_alarm')) as closed_at,
        max(logged_at) filter (where action = 'false_alarm') as false_alarm_at

    from log

    group by alert_id

),

final as (

    select
        -- keys
        found.alert_id,

        -- attributes
        found.kind,
        found.metric,
        found.category,
        coalesce(owned.owner, metrics.owner, 'data_team') as owner,
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
        {{ dbt.datediff('found.opened_at', 'found.satisfaction_fell_at', 'day') }} as lead_days,

        -- times
        found.change_week,
        found.opened_week,
        found.last_week,
        found.opened_at,
        logged.first_sent_at,
        logged.acknowledged_at,
        logged.closed_at

    from found

    left join metrics on found.metric = metrics.metric

    left join owned
        on found.alert_id = owned.alert_id
        and owned.preference = 1

    left join touched on found.alert_id = touched.alert_id

    left join logged on found.alert_id = logged.alert_id

)

select * from final
