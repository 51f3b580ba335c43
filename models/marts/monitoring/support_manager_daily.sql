{#-
    One row per day of the last weeks (var `manager_days`) and category, agent or version: how the support team is doing now.

    The newest days still change and say so. No volume is shown alone: next to it is the accuracy of the newest final week,
    from people's reviews.
-#}

{% set rates = ['escalation_rate', 'abandonment_rate', 'frustrated_episode_rate'] %}

with

days as (

    select * from {{ ref('int_days_watched') }}

),

flow as (

    select * from {{ ref('int_days_to_flow') }}

),

measured as (

    select * from {{ ref('int_days_to_rates') }}

),

alerts as (

    select * from {{ ref('int_alerts_followed') }}

),

alerting as (

    select
        flow.day,
        flow.segment,

        count(alerts.alert_id) as alerts_open_count

    from flow

    inner join days on flow.day = days.day

    inner join alerts
        on flow.segment in (alerts.category, '(all)')
        and {{ alert_stands_at('days.day_ended_at') }}

    where flow.segment_type = 'category'

    group by flow.day, flow.segment

),

newest_final as (

    select max(week_start) as week_start
    from {{ ref('int_meetings') }}
    where metric = 'resolution_accuracy'

),

-- the newest week whose reviews had come in
accuracy as (

    select
        metric_values.*,

        row_number() over (
            partition by metric_values.segment_type, metric_values.segment order by metric_values.period_start desc
        ) as weeks_back

    from {{ ref('int_metric_values') }} as metric_values

    inner join newest_final on metric_values.period_start <= newest_final.week_start

    where metric_values.period = 'week' and metric_values.metric = 'resolution_accuracy' and metric_values.is_estimated

),

final as (

    select
        -- keys
        flow.day,
        flow.segment_type,
        flow.segment,

        -- judgements
        case
            when flow.ai_handled_count = 0 then 'no_data'
            when not days.is_final then 'immature'
            when coalesce(measured.escalation_rate_denominator, 0) < days.min_n then 'low_n'
            else 'ok'
        end as status,
        days.is_final,

        -- counts
        flow.started_count,
        flow.ai_handled_count,
        flow.resolved_count,
        flow.ai_resolved_count,
        flow.backlog_count,
        flow.oldest_open_hours,
        case when flow.segment_type = 'category' then coalesce(alerting.alerts_open_count, 0) end as alerts_open_count,

        -- rates
        {% for metric in rates %}
        coalesce(measured.{{ metric }}_numerator, 0) as {{ metric }}_numerator,
        coalesce(measured.{{ metric }}_denominator, 0) as {{ metric }}_denominator,
        measured.{{ metric }},
        measured.{{ metric }}_low,
        measured.{{ metric }}_high,
        {% endfor %}
        measured.csat_mean_numerator,
        coalesce(measured.csat_mean_denominator, 0) as csat_mean_denominator,
        measured.csat_mean,
        measured.csat_mean_low,
        measured.csat_mean_high,

        -- was it worth having?
        accuracy.numerator as resolution_accuracy_rate_numerator,
        accuracy.denominator as resolution_accuracy_rate_denominator,
        accuracy.value as resolution_accuracy_rate,
        accuracy.value_low as resolution_accuracy_rate_low,
        accuracy.value_high as resolution_accuracy_rate_high,
        accuracy.period_start as resolution_accuracy_week_start

    from flow

    inner join days on flow.day = days.day

    left join measured
        on flow.day = measured.day and flow.segment_type = measured.segment_type and flow.segment = measured.segment

    left join alerting on flow.day = alerting.day and flow.segment = alerting.segment and flow.segment_type = 'category'

    left join accuracy
        on flow.segment_type = accuracy.segment_type
        and flow.segment = accuracy.segment
        and accuracy.weeks_back = 1

)

select * from final
