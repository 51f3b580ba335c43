-- A ticket is counted, or it says why not: never both, never neither.
{{ config(meta={'remedy': "look the ticket up in int_tickets_counted: it needs an episode or one reason in excluded_tickets"}) }}
with

tickets as (

    select ticket_id from {{ ref('stg_tickets') }}

),

told as (

    select distinct ticket_id, 'episode' as told_by from {{ ref('episodes') }}

    union all

    select ticket_id, 'excluded' as told_by from {{ ref('excluded_tickets') }}

),

final as (

    select
        tickets.ticket_id,
        count(told.told_by) as told_count

    from tickets

    left join told on tickets.ticket_id = told.ticket_id

    group by tickets.ticket_id

)

select * from final

where told_count <> 1
