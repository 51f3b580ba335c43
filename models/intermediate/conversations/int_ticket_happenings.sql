{#-
    One row per thing that happened in a ticket: a message, an event, its own solved and closed times where no event tells
    of them, and its making where nobody wrote in it.
-#}

with

tickets as (

    select * from {{ ref('stg_tickets') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

events as (

    select * from {{ ref('stg_ticket_events') }}

),

resolved_by_event as (

    select distinct ticket_id from events
    where event_type = 'status_changed' and to_value in ('solved', 'closed')

),

-- the ticket's own times count where no event says when it was solved
ticket_times as (

    {% for status, time_column in {'solved': 'solved_at', 'closed': 'closed_at'}.items() %}
    select
        tickets.ticket_id,
        concat(tickets.ticket_id, '#{{ time_column }}') as event_id,
        tickets.{{ time_column }} as occurred_at,
        'status_changed' as event_type,
        '{{ status }}' as to_value

    from tickets

    left join resolved_by_event on tickets.ticket_id = resolved_by_event.ticket_id

    where tickets.{{ time_column }} is not null and resolved_by_event.ticket_id is null

    union all
    {% endfor %}

    -- counts only for a ticket that nobody wrote in: it starts when it was made
    select
        ticket_id,
        concat(ticket_id, '#created_at') as event_id,
        created_at as occurred_at,
        'created' as event_type,
        null as to_value

    from tickets

),

final as (

    select
        ticket_id as original_ticket_id,
        'message' as kind,
        message_id as row_id,
        sent_at as occurred_at,
        author_type,
        author_id,
        agent_version,
        is_public,
        cost_usd,
        channel,
        cast(null as {{ dbt.type_string() }}) as event_type,
        cast(null as {{ dbt.type_string() }}) as from_value,
        cast(null as {{ dbt.type_string() }}) as to_value,
        cast(null as {{ dbt.type_string() }}) as actor_type,
        cast(null as {{ dbt.type_string() }}) as reason

    from messages

    union all

    select
        ticket_id, 'event', event_id, occurred_at, null, null, null, null, null, null,
        event_type, from_value, to_value, actor_type, reason

    from events

    union all

    select
        ticket_id, 'event', event_id, occurred_at, null, null, null, null, null, null,
        event_type, null, to_value, null, null

    from ticket_times

)

select * from final
