{#-
    One row per ticket: which ticket its conversation goes on in.

    A merged ticket goes on in the one it was merged into. A ticket that a customer opens again within half an hour
    with the same words is the same conversation.
-#}

{{ config(materialized='table') }}

with

tickets as (

    select * from {{ ref('stg_tickets') }}

),

merged as (

    select * from {{ ref('int_tickets_merged') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

redacted as (

    select * from {{ ref('stg_messages_redacted') }}

),

survivors as (

    select
        tickets.ticket_id,
        tickets.customer_id,
        tickets.created_at,
        tickets.is_timed,
        coalesce(merged.surviving_ticket_id, tickets.ticket_id) as surviving_ticket_id

    from tickets

    left join merged on tickets.ticket_id = merged.ticket_id

),

first_words as (

    select
        messages.ticket_id,
        lower(trim(redacted.body)) as words,
        row_number() over (partition by messages.ticket_id order by messages.sent_at, messages.message_id) as message_rank

    from messages

    inner join redacted on messages.message_id = redacted.message_id

    where messages.author_type = 'customer' and messages.is_public and trim(redacted.body) <> ''

),

openings as (

    select
        survivors.ticket_id,
        survivors.customer_id,
        survivors.created_at,
        first_words.words,
        lag(survivors.created_at) over (
            partition by survivors.customer_id, first_words.words
            order by survivors.created_at, survivors.ticket_id
        ) as previous_created_at

    from survivors

    inner join first_words on survivors.ticket_id = first_words.ticket_id and first_words.message_rank = 1

    where
        survivors.ticket_id = survivors.surviving_ticket_id
        and survivors.is_timed
        and survivors.customer_id is not null

),

repeats as (

    select
        *,
        sum(
            case
                when previous_created_at is null then 1
                when created_at > {{ hours_after('previous_created_at', 0.5) }} then 1
                else 0
            end
        ) over (
            partition by customer_id, words
            order by created_at, ticket_id
            rows between unbounded preceding and current row
        ) as burst

    from openings

),

duplicates as (

    select
        ticket_id,
        first_value(ticket_id) over (
            partition by customer_id, words, burst
            order by created_at, ticket_id
        ) as surviving_ticket_id

    from repeats

),

final as (

    select
        survivors.ticket_id,
        coalesce(duplicates.surviving_ticket_id, survivors.surviving_ticket_id) as surviving_ticket_id,

        case
            when survivors.surviving_ticket_id <> survivors.ticket_id then 'merged'
            when duplicates.surviving_ticket_id <> survivors.ticket_id then 'duplicate'
        end as absorbed_as

    from survivors

    left join duplicates on survivors.surviving_ticket_id = duplicates.ticket_id

)

select * from final
