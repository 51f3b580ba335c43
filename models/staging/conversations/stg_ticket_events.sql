{#- One row per thing that happened to a ticket: a status, an assignment, an escalation. -#}

{{ config(materialized='table') }}

with

landed as (

    {{ landed_about_tickets('ticket_events', 'event_id') }}

),

versions as (

    select
        *,

        {{ version_number('ticket_events') }} as version_number

    from landed

    where occurred_at <= {{ as_of() }}

),

final as (

    select
        versions.event_id,
        versions.ticket_id,
        versions.occurred_at,
        versions.event_type,
        versions.from_value,
        -- merged into an id that two sources use: the one of the ticket's own source is meant
        coalesce(targets.ticket_id, versions.to_value) as to_value,
        versions.actor_type,
        versions.actor_id,
        versions.reason

    from versions

    left join {{ ref('stg_tickets') }} as tickets
        on versions.event_type = 'merged' and versions.ticket_id = tickets.ticket_id

    left join {{ ref('stg_tickets') }} as targets
        on versions.event_type = 'merged'
        and versions.to_value = targets.landed_ticket_id
        and tickets.own_source = targets.own_source

    where versions.version_number = 1

)

select * from final
