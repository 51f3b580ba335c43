{#-
    One row per ticket: does it count, and if not, for which one reason.

    The first reason that applies is the one given, so that reasons and episodes add up to tickets.
-#}

{{ config(materialized='table') }}

with

tickets as (

    select * from {{ ref('stg_tickets') }}

),

survivors as (

    select * from {{ ref('int_tickets_to_survivors') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

-- what was said in the tickets that a surviving one absorbed was said in it
spoken as (

    select
        survivors.surviving_ticket_id as ticket_id,
        count(*) as message_count,
        count(*) filter (where messages.author_type = 'customer' and messages.is_public) as customer_message_count

    from messages

    inner join survivors on messages.ticket_id = survivors.ticket_id

    group by survivors.surviving_ticket_id

),

final as (

    select
        tickets.ticket_id,
        survivors.surviving_ticket_id,

        case
            when survivors.absorbed_as = 'merged' then 'merged'
            when tickets.is_test then 'test'
            when tickets.status = 'spam' then 'spam'
            when tickets.status = 'deleted' then 'deleted'
            when survivors.absorbed_as = 'duplicate' then 'duplicate'
            when spoken.message_count > 0 and spoken.customer_message_count = 0 then 'no_customer_message'
        end as excluded_reason,

        coalesce(spoken.message_count, 0) = 0 as is_without_messages

    from tickets

    inner join survivors on tickets.ticket_id = survivors.ticket_id

    left join spoken on tickets.ticket_id = spoken.ticket_id

)

select * from final
