{#-
    One row per row that a source counts, of four measures: did it reach an episode, and if not, for which one reason.

    Each id counts once: what was rejected, is an older version or lies after as_of is in data_quality. What episodes know
    and no row of the source says is a row, too, that is not at the source.
-#}

with

tickets as (

    select * from {{ ref('stg_tickets') }}

),

counted as (

    select
        counted.*,
        coalesce(counted.excluded_reason, survivors.excluded_reason) as left_out_reason,
        survivors.excluded_reason is null as is_told

    from {{ ref('int_tickets_counted') }} as counted

    inner join {{ ref('int_tickets_counted') }} as survivors on counted.surviving_ticket_id = survivors.ticket_id

),

timeline as (

    select * from {{ ref('int_timeline') }}

),

told as (

    select distinct ticket_id from {{ ref('int_episodes_resolved') }}

),

escalating as (

    select timeline.*

    from {{ ref('int_episodes_resolved') }} as resolved

    inner join timeline
        on resolved.episode_id = timeline.episode_id and resolved.escalation_position = timeline.position

),

final as (

    select
        tickets.own_source as source_system,
        'tickets' as measure,
        tickets.ticket_id as source_row_id,
        {{ week_of('tickets.created_at') }} as week_start,
        coalesce(tickets.status, 'not known') as group_value,
        true as is_at_source,
        told.ticket_id is not null as is_reached,
        coalesce(counted.left_out_reason, 'no episode began in it') as reason

    from tickets

    left join counted on tickets.ticket_id = counted.ticket_id

    left join told on tickets.ticket_id = told.ticket_id

    union all

    select
        coalesce(tickets.own_source, 'not known') as source_system,
        'messages' as measure,
        messages.message_id as source_row_id,
        {{ week_of('messages.sent_at') }} as week_start,
        messages.author_type as group_value,
        true as is_at_source,
        timeline.message_id is not null as is_reached,
        case
            when tickets.ticket_id is null then 'its ticket never landed'
            when counted.is_told then 'before the first message of the customer'
            else concat('its ticket: ', counted.left_out_reason)
        end as reason

    from {{ ref('stg_messages') }} as messages

    left join tickets on messages.ticket_id = tickets.ticket_id

    left join counted on messages.ticket_id = counted.ticket_id

    left join timeline on messages.message_id = timeline.message_id

    union all

    select
        coalesce(tickets.own_source, 'not known') as source_system,
        'surveys' as measure,
        concat(
            answers.ticket_id, ' ', coalesce(answers.kind, 'csat'), ' ', cast(answers.responded_at as {{ dbt.type_string() }})
        ) as source_row_id,
        {{ week_of('answers.responded_at') }} as week_start,
        coalesce(answers.kind, 'csat') as group_value,
        true as is_at_source,
        reached.ticket_id is not null as is_reached,
        case
            when tickets.ticket_id is null then 'its ticket never landed'
            when not counted.is_told then concat('its ticket: ', counted.left_out_reason)
            else 'a later answer counts, or no episode began in the days before it'
        end as reason

    from {{ ref('stg_satisfaction') }} as answers

    left join tickets on answers.ticket_id = tickets.ticket_id

    left join counted on answers.ticket_id = counted.ticket_id

    left join {{ ref('int_satisfaction_to_episodes') }} as reached
        on answers.ticket_id = reached.ticket_id
        and answers.responded_at = reached.responded_at
        and coalesce(answers.kind, 'csat') = reached.kind

    union all

    select
        coalesce(tickets.own_source, 'not known') as source_system,
        'escalations' as measure,
        events.event_id as source_row_id,
        {{ week_of('events.occurred_at') }} as week_start,
        'all' as group_value,
        true as is_at_source,
        escalating.row_id is not null as is_reached,
        case
            when tickets.ticket_id is null then 'its ticket never landed'
            when not counted.is_told then concat('its ticket: ', counted.left_out_reason)
            when timeline.event_id is null then 'before the first message of the customer'
            else 'its episode was escalated before'
        end as reason

    from {{ ref('stg_ticket_events') }} as events

    left join tickets on events.ticket_id = tickets.ticket_id

    left join counted on events.ticket_id = counted.ticket_id

    left join timeline on events.event_id = timeline.event_id

    left join escalating on events.event_id = escalating.row_id

    where events.event_type = 'escalated'

    union all

    -- a person who takes over is an escalation, whether or not an event says so
    select
        tickets.own_source as source_system,
        'escalations' as measure,
        escalating.row_id as source_row_id,
        {{ week_of('escalating.occurred_at') }} as week_start,
        'all' as group_value,
        false as is_at_source,
        true as is_reached,
        'a person took over without an event' as reason

    from escalating

    inner join tickets on escalating.original_ticket_id = tickets.ticket_id

    where coalesce(escalating.event_type, 'none') <> 'escalated'

)

select * from final
