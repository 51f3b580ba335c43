{#-
    One row per source, measure, week and group of it: what the source counts, what the episodes hold, counted there, and why
    they differ.
-#}

with

source_rows as (

    select * from {{ ref('int_source_rows') }}

),

tickets as (

    select * from {{ ref('stg_tickets') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

held as (

    select distinct
        tickets.own_source as source_system,
        'tickets' as measure,
        {{ week_of('tickets.created_at') }} as week_start,
        coalesce(tickets.status, 'not known') as group_value,
        tickets.ticket_id as row_id

    from episodes

    inner join tickets on episodes.ticket_id = tickets.ticket_id

    union all

    select
        tickets.own_source, 'messages', {{ week_of('timeline.occurred_at') }}, timeline.author_type, timeline.row_id
    from {{ ref('int_timeline') }} as timeline
    inner join tickets on timeline.original_ticket_id = tickets.ticket_id
    where timeline.kind = 'message'

    union all

    select tickets.own_source, 'surveys', {{ week_of('answers.responded_at') }}, answers.kind, answers.ticket_id
    from {{ ref('int_satisfaction_to_episodes') }} as answers
    inner join tickets on answers.ticket_id = tickets.ticket_id

    union all

    select source_system, 'escalations', {{ week_of('escalated_at') }}, 'all', episode_id
    from episodes
    where is_escalated

),

held_counts as (

    select
        source_system,
        measure,
        week_start,
        group_value,
        count(*) as mart_count

    from held

    group by source_system, measure, week_start, group_value

),

reasons as (

    select
        source_system,
        measure,
        week_start,
        group_value,
        concat(reason, ' ', case when is_at_source then '' else '+' end, count(*)) as told,
        count(*) as row_count

    from source_rows

    where not is_at_source or not is_reached

    group by source_system, measure, week_start, group_value, reason, is_at_source

),

reasons_told as (

    select
        source_system,
        measure,
        week_start,
        group_value,
        {{ dbt.listagg("told", "', '", "order by row_count desc, told") }} as reasons

    from reasons

    group by source_system, measure, week_start, group_value

),

landed as (

    select
        source_system,
        measure,
        week_start,
        group_value,
        count(*) filter (where is_at_source) as source_count,
        count(*) filter (where is_at_source and not is_reached) as left_out_count,
        count(*) filter (where not is_at_source) as added_count

    from source_rows

    group by source_system, measure, week_start, group_value

),

final as (

    select
        coalesce(landed.source_system, held_counts.source_system) as source_system,
        coalesce(landed.measure, held_counts.measure) as measure,
        coalesce(landed.week_start, held_counts.week_start) as week_start,
        coalesce(landed.group_value, held_counts.group_value) as group_value,
        cast(coalesce(landed.source_count, 0) as double) as source_value,
        cast(coalesce(held_counts.mart_count, 0) as double) as mart_value,
        coalesce(landed.left_out_count, 0) as left_out_count,
        coalesce(landed.added_count, 0) as added_count,
        coalesce(landed.source_count, 0) - coalesce(landed.left_out_count, 0) + coalesce(landed.added_count, 0)
        - coalesce(held_counts.mart_count, 0) as unexplained_count,
        reasons_told.reasons

    from landed

    full join held_counts
        on landed.source_system = held_counts.source_system
        and landed.measure = held_counts.measure
        and landed.week_start = held_counts.week_start
        and landed.group_value = held_counts.group_value

    left join reasons_told
        on landed.source_system = reasons_told.source_system
        and landed.measure = reasons_told.measure
        and landed.week_start = reasons_told.week_start
        and landed.group_value = reasons_told.group_value

)

select * from final
