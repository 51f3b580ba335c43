{#-
    One row per episode: whose it is, and whether and when it was resolved.

    A status event says so; else the ticket's own status; else the AI spoke last and the customer stayed away for
    `assumed_after_hours`. A customer who was left without an answer, or who left in anger, has not been resolved by silence.
-#}

{{ config(materialized='table') }}

with

summarized as (

    select * from {{ ref('int_episodes_summarized') }}

),

tickets as (

    select * from {{ ref('stg_tickets') }}

),

customers as (

    select * from {{ ref('int_customers_identified') }}

),

joined as (

    select
        summarized.*,

        coalesce(customers.person_id, tickets.customer_id) as customer_id,
        coalesce(tickets.account_id, customers.account_id) as account_id,
        tickets.is_timed,
        tickets.status,
        {{ as_of() }} as as_of,

        lead(summarized.started_at) over (
            partition by summarized.ticket_id order by summarized.episode_number
        ) as reopened_at,

        {{ hours_after('summarized.last_turn_at', var('abandoned_after_hours')) }} as patience_ends_at,
        {{ hours_after('summarized.last_ai_answer_at', var('assumed_after_hours')) }} as silence_ends_at,
        coalesce(summarized.last_turn_sentiment <= {{ var('negative_sentiment') }}, false)
        and coalesce(summarized.first_ai_position < summarized.last_turn_position, false) as is_left_in_anger

    from summarized

    inner join tickets on summarized.ticket_id = tickets.ticket_id

    left join customers on tickets.customer_id = customers.customer_id

),

judged as (

    select
        *,

        case
            when not is_timed then cast(null as boolean)
            when last_turn_at is null or closed_after_last_turn_at <= patience_ends_at then false
            when not is_left_in_anger and answered_after_last_turn_at <= patience_ends_at then false
            when patience_ends_at > as_of then null
            else true
        end as is_abandoned

    from joined

),

final as (

    select
        *,

        case
            when resolution_event_at is not null then resolution_event_at
            when reopened_at is null and status in ('solved', 'closed') then coalesce(last_message_at, last_at)
            when is_abandoned or not is_timed or silence_ends_at > as_of then null
            when
                last_ai_position = last_reply_position
                and last_ai_position > coalesce(last_turn_position, 0) then last_ai_answer_at
        end as resolved_at,

        case
            when resolution_event_at is not null then 'event'
            when reopened_at is null and status in ('solved', 'closed') then 'status'
            when is_abandoned or not is_timed or silence_ends_at > as_of then null
            when
                last_ai_position = last_reply_position
                and last_ai_position > coalesce(last_turn_position, 0) then 'assumed'
        end as resolution_basis

    from judged

)

select * from final
