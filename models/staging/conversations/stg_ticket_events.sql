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
        event_id,
        ticket_id,
        occurred_at,
        event_type,
        from_value,
        to_value,
        actor_type,
        actor_id,
        reason

    from versions

    where version_number = 1

)

select * from final
