{#-
    One row per day of the last weeks and segment: what started, what was resolved, and what was open as the day ended.

    A day is the day the episode started; resolutions and backlog go by their own. A segment has a row for every day.
-#}

with

days as (

    select * from {{ ref('int_days_watched') }}

),

episodes as (

    select * from {{ ref('int_episodes_watched') }}

),

segments as (

    select distinct segment_type, segment from episodes

),

started as (

    select
        {{ day_of('started_at') }} as day,
        segment_type,
        segment,

        count(*) as started_count,
        count(*) filter (where is_ai_handled) as ai_handled_count

    from episodes

    group by {{ day_of('started_at') }}, segment_type, segment

),

resolved as (

    select
        {{ day_of('resolved_at') }} as day,
        segment_type,
        segment,

        count(*) as resolved_count,
        count(*) filter (where is_ai_resolved) as ai_resolved_count

    from episodes

    where resolved_at is not null

    group by {{ day_of('resolved_at') }}, segment_type, segment

),

backlog as (

    select
        days.day,
        episodes.segment_type,
        episodes.segment,

        count(*) as backlog_count,
        -- today is not over
        max({{ seconds_between('episodes.started_at', 'least(days.day_ended_at, ' ~ as_of() ~ ')') }}) / 3600e0 as oldest_open_hours

    from days

    inner join episodes
        on days.day_ended_at > episodes.started_at
        and coalesce(days.day_ended_at <= episodes.ended_at, true)

    group by days.day, episodes.segment_type, episodes.segment

),

final as (

    select
        -- keys
        days.day,
        segments.segment_type,
        segments.segment,

        -- numbers
        coalesce(started.started_count, 0) as started_count,
        coalesce(started.ai_handled_count, 0) as ai_handled_count,
        coalesce(resolved.resolved_count, 0) as resolved_count,
        coalesce(resolved.ai_resolved_count, 0) as ai_resolved_count,
        coalesce(backlog.backlog_count, 0) as backlog_count,
        backlog.oldest_open_hours

    from days

    cross join segments

    left join started
        on days.day = started.day and segments.segment_type = started.segment_type and segments.segment = started.segment

    left join resolved
        on days.day = resolved.day and segments.segment_type = resolved.segment_type and segments.segment = resolved.segment

    left join backlog
        on days.day = backlog.day and segments.segment_type = backlog.segment_type and segments.segment = backlog.segment

)

select * from final
