{#-
    One row per meeting: the one improvement that is proposed to it. People decide; nothing is done by itself.

    Among what is wrong in the newest final weeks, the worst kind goes first: a failed threshold, then a drift alert,
    then a warning. Within a kind, a category before the total, and the one first in which most customers of a week
    are beyond what was to be expected: those whom the AI served there, times how far beyond the reference the number is.
-#}

with

meetings as (

    select * from {{ ref('int_meetings') }}

),

alerts as (

    select
        found.*,
        logged.closed_at
    from {{ ref('int_alerts') }} as found

    left join {{ ref('int_alerts_logged') }} as logged on found.alert_id = logged.alert_id
    where found.part = 'alert'

),

episodes as (

    select * from {{ ref('int_episodes') }}
    where is_ai_handled

),

served as (

    {% for category in ['category', "'(all)'"] %}
    select week_start, {{ category }} as category, count(distinct customer_cluster) as customer_count
    from episodes
    group by 1, 2
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- an alert is told while it is open and what it tells of goes on
open_alerts as (

    select
        meetings.meeting_on,
        alerts.*,

        row_number() over (
            partition by meetings.meeting_on, alerts.category
            order by alerts.opened_at desc, alerts.alert_id asc
        ) as recency

    from alerts

    inner join meetings
        on alerts.metric = meetings.metric
        and alerts.opened_at <= meetings.known_at
        and coalesce(alerts.closed_at > meetings.known_at, true)
        and meetings.week_start between alerts.opened_week and alerts.last_week

    where alerts.kind = 'drift'

),

judged as (

    select
        meetings.meeting_on,
        metrics.name,
        metrics.unit,
        metrics.owner,
        case when metrics.direction = 'lower' then -1 else 1 end as sign,
        thresholds.*,
        alerts.alert_id,
        case
            when thresholds.verdict = 'fail' then 'fail'
            when alerts.alert_id is not null then 'drift'
            when thresholds.verdict = 'warn' then 'warn'
        end as wrong

    from meetings

    inner join {{ ref('metrics') }} as metrics on meetings.metric = metrics.metric

    inner join {{ ref('int_thresholds_judged') }} as thresholds
        on meetings.metric = thresholds.metric
        and meetings.week_start = thresholds.week_start

    left join open_alerts as alerts
        on meetings.meeting_on = alerts.meeting_on
        and thresholds.metric = alerts.metric
        and thresholds.category = alerts.category

    where thresholds.value is not null

),

referred as (

    select
        *,

        case when wrong = 'drift' then baseline else coalesce(warn_threshold, fail_threshold) end as reference

    from judged

    where wrong is not null

),

weighed as (

    select
        referred.*,

        -- how far beyond: of a share or a mean the distance, of a time the part of it that is too much
        coalesce(served.customer_count, 0) * greatest(0, least(1, coalesce(
            case
                when referred.unit in ('share', 'mean') then referred.sign * (referred.reference - referred.value)
                else 1 - least(referred.reference, referred.value) / nullif(greatest(referred.reference, referred.value), 0)
            end, 0
        ))) as customers_wrongly_served

    from referred

    left join served
        on referred.week_start = served.week_start
        and referred.category = served.category

),

ordered as (

    select
        *,

        row_number() over (
            partition by meeting_on
            order by
                case wrong when 'fail' then 1 when 'drift' then 2 else 3 end asc,
                case when category = '(all)' then 2 else 1 end asc,
                customers_wrongly_served desc,
                metric asc,
                category asc
        ) as place

    from weighed

),

-- its own alert's cause, else that of the category's newest alert
caused as (

    select
        ordered.*,

        coalesce(own.cause_kind, other.cause_kind) as cause_kind,
        case when own.cause_kind is not null then own.cause_candidates else other.cause_candidates end as cause_candidates,
        case when own.cause_kind is not null then own.alert_id else other.alert_id end as cause_alert_id,
        coalesce(own.owner, ordered.owner) as asked_owner

    from ordered

    left join open_alerts as own
        on ordered.meeting_on = own.meeting_on
        and ordered.alert_id = own.alert_id

    left join open_alerts as other
        on ordered.meeting_on = other.meeting_on
        and ordered.category = other.category
        and other.recency = 1

    where ordered.place = 1

),

advised as (

    select
        caused.*,

        actions.action,
        row_number() over (
            partition by caused.meeting_on
            order by
                case when actions.cause_kind = caused.cause_kind then 0 else 1 end,
                case when actions.metric = caused.metric then 0 else 1 end
        ) as preference

    from caused

    inner join {{ ref('improvement_actions') }} as actions
        on actions.cause_kind in (caused.cause_kind, '(any)')
        and actions.metric in (caused.metric, '(any)')

),

final as (

    select
        -- keys
        meeting_on,

        -- attributes
        week_start,
        category as segment,
        metric,
        concat(
            name, ' in ', category,
            case wrong
                when 'fail' then ' is beyond the limit that the team set'
                when 'drift' then ' has moved beyond chance'
                else ' is beyond the warning that the team set'
            end
        ) as finding,
        cause_kind,
        cause_candidates,
        cause_alert_id,
        action,
        asked_owner as owner,
        alert_id as reference_id,

        -- judgements
        wrong as verdict,
        status,
        true as is_final,

        -- numbers
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        baseline,
        reference as limit_value,
        customers_wrongly_served

    from advised

    where preference = 1

)

select * from final
