{#-
    One row per ticket: which ticket its conversation goes on in, whether it counts, and if not, for which one reason.

    A merged ticket goes on in the one it was merged into. A ticket that a customer opens again within half an hour with the
    same words is the same conversation. The first reason that applies is the one given, so that reasons and episodes add
    up to tickets. Beyond `max_categories` the smallest categories are one, `(other)`.
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

walked as (

    select
        tickets.ticket_id,
        tickets.customer_id,
        tickets.created_at,
        tickets.is_timed,
        -- a conversation cannot go on in a ticket that does not count
        coalesce(tickets.status not in ('deleted', 'spam'), true) and not coalesce(tickets.is_test, false)
        and coalesce(tickets.initiated_by, 'customer') = 'customer' as is_alive,
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
        walked.ticket_id,
        walked.customer_id,
        walked.created_at,
        first_words.words,
        lag(walked.created_at) over (
            partition by walked.customer_id, first_words.words
            order by walked.created_at, walked.ticket_id
        ) as previous_created_at

    from walked

    inner join first_words on walked.ticket_id = first_words.ticket_id and first_words.message_rank = 1

    where
        walked.ticket_id = walked.surviving_ticket_id
        and walked.is_timed
        and walked.is_alive
        and walked.customer_id is not null

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

absorbed as (

    select
        walked.ticket_id,
        coalesce(duplicates.surviving_ticket_id, walked.surviving_ticket_id) as surviving_ticket_id,

        case
            when walked.surviving_ticket_id <> walked.ticket_id then 'merged'
            when duplicates.surviving_ticket_id <> walked.ticket_id then 'duplicate'
        end as absorbed_as

    from walked

    left join duplicates on walked.surviving_ticket_id = duplicates.ticket_id

),

-- beyond so many categories the smallest are shown together
sized as (

    select
        category,
        row_number() over (order by count(*) desc, category) as size_rank

    from tickets

    group by category

),

-- what was said in the tickets that a surviving one absorbed was said in it
spoken as (

    select
        absorbed.surviving_ticket_id as ticket_id,
        count(*) as message_count,
        count(*) filter (where messages.author_type = 'customer' and messages.is_public) as customer_message_count

    from messages

    inner join absorbed on messages.ticket_id = absorbed.ticket_id

    group by absorbed.surviving_ticket_id

),

final as (

    select
        -- keys
        tickets.ticket_id,
        absorbed.surviving_ticket_id,
        coalesce(tickets.landed_ticket_id, tickets.ticket_id) as landed_ticket_id,

        -- attributes
        coalesce(tickets.source_system, 'landing') as source_system,
        case when sized.size_rank > {{ var('max_categories') }} then '(other)' else tickets.category end as category,
        case
            when absorbed.absorbed_as = 'merged' then 'merged'
            when tickets.is_test then 'test'
            when tickets.status = 'spam' then 'spam'
            when tickets.status = 'deleted' then 'deleted'
            when tickets.initiated_by <> 'customer' then 'outbound'
            when absorbed.absorbed_as = 'duplicate' then 'duplicate'
            when spoken.message_count > 0 and spoken.customer_message_count = 0 then 'no_customer_message'
        end as excluded_reason,

        coalesce(spoken.message_count, 0) = 0 as is_without_messages

    from tickets

    inner join absorbed on tickets.ticket_id = absorbed.ticket_id

    left join sized on tickets.category = sized.category

    left join spoken on tickets.ticket_id = spoken.ticket_id

)

select * from final
