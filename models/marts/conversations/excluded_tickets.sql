{#- One row per ticket that has no episode of its own, with the one reason. -#}

with

counted as (

    select * from {{ ref('int_tickets_counted') }}

),

tickets as (

    select * from {{ ref('stg_tickets') }}

),

final as (

    select
        -- keys
        counted.ticket_id,
        case when counted.surviving_ticket_id <> counted.ticket_id then counted.surviving_ticket_id end
            as surviving_ticket_id,

        -- attributes
        counted.excluded_reason as reason,
        tickets.category,

        -- times
        tickets.created_at

    from counted

    inner join tickets on counted.ticket_id = tickets.ticket_id

    where counted.excluded_reason is not null

)

select * from final
