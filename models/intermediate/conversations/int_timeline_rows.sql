{#-
    One row per message or event of a counted ticket, in the order in which it happened.

    What happened in a ticket that was absorbed is told in the surviving one, but for its status.
-#}

with

tickets as (

    select * from {{ ref('stg_tickets') }}

),

counted as (

    select * from {{ ref('int_tickets_counted') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

scored as (

    select * from {{ ref('int_messages_scored') }}

),

events as (

    select * from {{ ref('stg_ticket_events') }}

),

-- where a ticket lies, and whether it lies there as itself
homes as (

    select
        counted.ticket_id,
        counted.surviving_ticket_id,
        counted.ticket_id <> counted.surviving_ticket_id as is_absorbed,
        coalesce(counted.excluded_reason = 'duplicate', false) as is_duplicate

    from counted

    inner join counted as survivor on counted.surviving_ticket_id = survivor.ticket_id

    where survivor.excluded_reason is null

),

resolved_by_event as (

    select distinct ticket_id from events
    where event_type = 'status_changed' and to_value in ('solved', 'closed')

),

-- the ticket's own times stand in where no event says when it was solved
ticket_times as (

    select
        tickets.ticket_id,
        concat(tickets.ticket_id, '#solved_at') as event_id,
        tickets.solved_at as occurred_at,
        'solved' as to_value

    from tickets

    where tickets.solved_at is not null

    union all

    select
        tickets.ticket_id,
        concat(tickets.ticket_id, '#closed_at') as event_id,
        tickets.closed_at as occurred_at,
        'closed' as to_value

    from tickets

    where tickets.closed_at is not null

),

unioned as (

    select
        homes.surviving_ticket_id as ticket_id,
        messages.ticket_id as original_ticket_id,
        'message' as kind,
        messages.message_id as row_id,
        messages.sent_at as occurred_at,
        messages.author_type,
        messages.author_id,
        messages.agent_version,
        messages.is_public,
        homes.is_duplicate,
        scored.is_boilerplate,
        scored.is_thanks_only,
        scored.sentiment,
        messages.cost_usd,
        messages.channel,
        cast(null as {{ dbt.type_string() }}) as event_type,
        cast(null as {{ dbt.type_string() }}) as from_value,
        cast(null as {{ dbt.type_string() }}) as to_value,
        cast(null as {{ dbt.type_string() }}) as actor_type,
        cast(null as {{ dbt.type_string() }}) as reason

    from messages

    inner join homes on messages.ticket_id = homes.ticket_id

    left join scored on messages.message_id = scored.message_id

    union all

    select
        homes.surviving_ticket_id as ticket_id,
        events.ticket_id as original_ticket_id,
        'event' as kind,
        events.event_id as row_id,
        events.occurred_at,
        null as author_type,
        null as author_id,
        null as agent_version,
        null as is_public,
        null as is_duplicate,
        null as is_boilerplate,
        null as is_thanks_only,
        null as sentiment,
        null as cost_usd,
        null as channel,
        events.event_type,
        events.from_value,
        events.to_value,
        events.actor_type,
        events.reason

    from events

    inner join homes on events.ticket_id = homes.ticket_id

    -- a merge is not a resolution: what became of an absorbed ticket's status says nothing of the conversation
    where not homes.is_absorbed or events.event_type not in ('status_changed', 'reopened')

    union all

    select
        ticket_times.ticket_id,
        ticket_times.ticket_id as original_ticket_id,
        'event' as kind,
        ticket_times.event_id as row_id,
        ticket_times.occurred_at,
        null, null, null, null, null, null, null, null, null, null,
        'status_changed' as event_type,
        null as from_value,
        ticket_times.to_value,
        null as actor_type,
        null as reason

    from ticket_times

    inner join homes on ticket_times.ticket_id = homes.ticket_id and not homes.is_absorbed

    left join resolved_by_event on ticket_times.ticket_id = resolved_by_event.ticket_id

    where resolved_by_event.ticket_id is null

    union all

    -- a ticket that nobody wrote in starts when it was made
    select
        counted.ticket_id,
        counted.ticket_id as original_ticket_id,
        'event' as kind,
        concat(counted.ticket_id, '#created_at') as row_id,
        tickets.created_at as occurred_at,
        null, null, null, null, null, null, null, null, null, null,
        'created' as event_type,
        null, null, null, null

    from counted

    inner join tickets on counted.ticket_id = tickets.ticket_id

    where counted.excluded_reason is null and counted.is_without_messages

),

final as (

    select
        *,

        row_number() over (
            partition by ticket_id
            order by
                occurred_at,
                case when event_type = 'created' then 0 when kind = 'message' then 1 else 2 end,
                row_id
        ) as position,

        -- what made a ticket a duplicate: its first words, said already in the ticket that it goes on in
        coalesce(
            is_duplicate and author_type = 'customer' and is_public
            and row_number() over (
                partition by original_ticket_id, kind, author_type, is_public order by occurred_at, row_id
            ) = 1,
            false
        ) as is_said_again

    from unioned

)

select * from final
