{#-
    One row per day of the last weeks (var `manager_days`) and category, agent or version: how the desk is doing now.

    A day is the day the episode started, resolutions and backlog aside, which go by their own. The newest days still change
    and say so. No volume stands alone: beside it the accuracy of the newest settled week, from people's reviews.
-#}

{% set segments = {'category': 'category', 'agent': 'agent_id', 'agent_version': 'agent_version'} %}
{% set rates = ['escalation_rate', 'abandonment_rate', 'frustrated_episode_rate'] %}

with recursive

episodes as (

    select * from {{ ref('int_episodes') }}

),

measures as (

    select * from {{ ref('int_measures_essential') }}

),

alerts as (

    select * from {{ ref('int_alerts_followed') }}

),

settling as (

    select
        max(settle_days) as settle_days,
        max(min_n) as min_n

    from {{ ref('metrics') }}

    where metric in ('{{ rates | join("', '") }}')

),

calendar as (

    select cast({{ dbt.dateadd('day', 1 - var('manager_days'), day_of(as_of())) }} as date) as day

    union all

    select cast({{ dbt.dateadd('day', 1, 'calendar.day') }} as date) as day

    from calendar

    where calendar.day < {{ day_of(as_of()) }}

),

days as (

    select
        calendar.day,
        {{ day_start('calendar.day') }} as day_began_at,
        {{ day_start(dbt.dateadd('day', 1, 'calendar.day')) }} as day_ended_at,
        {{ is_final(day_start(dbt.dateadd('day', 1, 'calendar.day')), 'settling.settle_days') }} as is_final,
        settling.min_n

    from calendar

    cross join settling

),

-- whatever was open or ended in these weeks, once for each segment it is in
span as (

    select min(day_began_at) as began_at from days

),

recent as (

    select episodes.*

    from episodes

    cross join span

    where coalesce(episodes.ended_at >= span.began_at, true)

),

segmented as (

    {% for segment_type, column in segments.items() %}
    select '{{ segment_type }}' as segment_type, {{ column }} as segment, recent.* from recent
    where {{ column }} is not null

    union all

    {% endfor %}
    select 'category' as segment_type, '(all)' as segment, recent.* from recent

),

segments as (

    select distinct segment_type, segment from segmented

),

spine as (

    select
        days.*,
        segments.segment_type,
        segments.segment

    from days

    cross join segments

),

started as (

    select
        {{ day_of('started_at') }} as day,
        segment_type,
        segment,

        count(*) as started_count,
        count(*) filter (where is_ai_handled) as ai_handled_count

    from segmented

    group by {{ day_of('started_at') }}, segment_type, segment

),

resolved as (

    select
        {{ day_of('resolved_at') }} as day,
        segment_type,
        segment,

        count(*) as resolved_count,
        count(*) filter (where is_ai_resolved) as ai_resolved_count

    from segmented

    where resolved_at is not null

    group by {{ day_of('resolved_at') }}, segment_type, segment

),

backlog as (

    select
        days.day,
        segmented.segment_type,
        segmented.segment,

        count(*) as backlog_count,
        -- today is not over
        max({{ seconds_between('segmented.started_at', 'least(days.day_ended_at, ' ~ as_of() ~ ')') }}) / 3600.0 as oldest_open_hours

    from days

    inner join segmented
        on days.day_ended_at > segmented.started_at
        and coalesce(days.day_ended_at <= segmented.ended_at, true)

    group by days.day, segmented.segment_type, segmented.segment

),

measured as (

    select
        {{ day_of('segmented.started_at') }} as day,
        segmented.segment_type,
        segmented.segment,

        {% for metric in rates %}
        sum(measures.numerator) filter (where measures.metric = '{{ metric }}') as {{ metric }}_numerator,
        count(*) filter (where measures.metric = '{{ metric }}') as {{ metric }}_denominator,
        -- one customer's episodes of one day are one voice
        count(distinct case when measures.metric = '{{ metric }}' then segmented.customer_cluster end) as {{ metric }}_customers,
        {% endfor %}
        sum(measures.numerator) filter (where measures.metric = 'csat_mean') as csat_mean_numerator,
        count(*) filter (where measures.metric = 'csat_mean') as csat_mean_denominator,
        sum(measures.numerator * measures.numerator) filter (where measures.metric = 'csat_mean') as csat_squares

    from segmented

    inner join measures on segmented.episode_id = measures.episode_id

    group by {{ day_of('segmented.started_at') }}, segmented.segment_type, segmented.segment

),

alerting as (

    select
        days.day,
        segments.segment,

        count(alerts.alert_id) as alerts_open_count

    from days

    cross join segments

    inner join alerts
        on segments.segment in (alerts.category, '(all)')
        and {{ alert_stands_at('days.day_ended_at') }}

    where segments.segment_type = 'category'

    group by days.day, segments.segment

),

settled as (

    select max(week_start) as week_start
    from {{ ref('int_meetings') }}
    where metric = 'resolution_accuracy'

),

-- the newest week whose reviews had come in
accuracy as (

    select
        cells.*,

        row_number() over (
            partition by cells.segment_type, cells.segment order by cells.period_start desc
        ) as weeks_back

    from {{ ref('int_metric_values') }} as cells

    inner join settled on cells.period_start <= settled.week_start

    where cells.period = 'week' and cells.metric = 'resolution_accuracy' and cells.is_estimated

),

joined as (

    select
        spine.*,

        coalesce(started.started_count, 0) as started_count,
        coalesce(started.ai_handled_count, 0) as ai_handled_count,
        coalesce(resolved.resolved_count, 0) as resolved_count,
        coalesce(resolved.ai_resolved_count, 0) as ai_resolved_count,
        coalesce(backlog.backlog_count, 0) as backlog_count,
        backlog.oldest_open_hours,
        case when spine.segment_type = 'category' then coalesce(alerting.alerts_open_count, 0) end as alerts_open_count,
        {% for metric in rates %}
        cast(coalesce(measured.{{ metric }}_numerator, 0) as double) as {{ metric }}_numerator,
        cast(coalesce(measured.{{ metric }}_denominator, 0) as double) as {{ metric }}_denominator,
        measured.{{ metric }}_customers,
        cast(measured.{{ metric }}_numerator as double) / nullif(measured.{{ metric }}_denominator, 0) as {{ metric }},
        {% endfor %}
        cast(measured.csat_mean_numerator as double) as csat_mean_numerator,
        cast(coalesce(measured.csat_mean_denominator, 0) as double) as csat_mean_denominator,
        cast(measured.csat_mean_numerator as double) / nullif(measured.csat_mean_denominator, 0) as csat_mean,
        sqrt(greatest(0, (
            cast(measured.csat_squares as double)
            - power(cast(measured.csat_mean_numerator as double), 2) / nullif(measured.csat_mean_denominator, 0)
        ) / nullif(measured.csat_mean_denominator - 1, 0))) as csat_deviation,
        accuracy.numerator as resolution_accuracy_rate_numerator,
        accuracy.denominator as resolution_accuracy_rate_denominator,
        accuracy.value as resolution_accuracy_rate,
        accuracy.value_low as resolution_accuracy_rate_low,
        accuracy.value_high as resolution_accuracy_rate_high,
        accuracy.period_start as resolution_accuracy_week_start

    from spine

    left join started
        on spine.day = started.day and spine.segment_type = started.segment_type and spine.segment = started.segment

    left join resolved
        on spine.day = resolved.day and spine.segment_type = resolved.segment_type and spine.segment = resolved.segment

    left join backlog
        on spine.day = backlog.day and spine.segment_type = backlog.segment_type and spine.segment = backlog.segment

    left join measured
        on spine.day = measured.day and spine.segment_type = measured.segment_type and spine.segment = measured.segment

    left join alerting on spine.day = alerting.day and spine.segment = alerting.segment

    left join accuracy
        on spine.segment_type = accuracy.segment_type
        and spine.segment = accuracy.segment
        and accuracy.weeks_back = 1

),

margins as (

    select
        *,

        case
            when csat_mean_denominator > 1
                then {{ t_quantile('(csat_mean_denominator - 1)') }} * csat_deviation / sqrt(csat_mean_denominator)
        end as csat_margin

    from joined

),

final as (

    select
        -- keys
        day,
        segment_type,
        segment,

        -- judgements
        case
            when ai_handled_count = 0 then 'no_data'
            when not is_final then 'immature'
            when escalation_rate_denominator < min_n then 'low_n'
            else 'ok'
        end as status,
        is_final,

        -- counts
        started_count,
        ai_handled_count,
        resolved_count,
        ai_resolved_count,
        backlog_count,
        oldest_open_hours,
        alerts_open_count,

        -- rates
        {% for metric in rates %}
        {{ metric }}_numerator,
        {{ metric }}_denominator,
        {{ metric }},
        {{ wilson(metric, metric ~ '_customers', -1) }} as {{ metric }}_low,
        {{ wilson(metric, metric ~ '_customers', 1) }} as {{ metric }}_high,
        {% endfor %}
        csat_mean_numerator,
        csat_mean_denominator,
        csat_mean,
        case when csat_margin >= 0 then greatest(0, csat_mean - csat_margin) end as csat_mean_low,
        case when csat_margin >= 0 then least(1, csat_mean + csat_margin) end as csat_mean_high,

        -- was it worth having?
        resolution_accuracy_rate_numerator,
        resolution_accuracy_rate_denominator,
        resolution_accuracy_rate,
        resolution_accuracy_rate_low,
        resolution_accuracy_rate_high,
        resolution_accuracy_week_start

    from margins

)

select * from final
