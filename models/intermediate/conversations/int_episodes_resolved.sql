{#-
    One row per episode: its firsts, lasts and counts, as the timeline tells them; whose it is; whether and when it was resolved.

    A status event says so; else the ticket's own status; else the AI spoke last and the customer stayed away for
    `assumed_after_hours`, or a timer closed it (actor_type `timeout`), which is silence too. A customer who was left without an answer, or who left in anger, has not been resolved by silence.
-#}

{{ config(materialized='table') }}

with

described as (

    select
        timeline.*,

        timeline.kind = 'message' and timeline.is_public and timeline.author_type = 'customer' as is_customer_turn,
        timeline.kind = 'message' and timeline.is_public and timeline.author_type = 'ai'
        and not timeline.is_boilerplate and not timeline.is_before_customer as is_ai_answer,
        timeline.kind = 'message' and timeline.is_public and timeline.author_type = 'human'
        and not timeline.is_before_customer as is_human_reply,
        timeline.event_type = 'assigned' and coalesce(agents.agent_type = 'human', false) as is_assigned_to_human

    from {{ ref('int_timeline_numbered') }} as timeline

    left join {{ ref('stg_agents') }} as agents
        on case when timeline.event_type = 'assigned' then timeline.to_value end = agents.agent_id

),

answered as (

    select
        *,

        min(case when is_ai_answer then position end) over (partition by episode_id) as first_ai_position,
        max(case when is_customer_turn and not is_thanks_only and not is_boilerplate and not coalesce(is_automatic, false) then position end)
            over (partition by episode_id) as last_turn_position,
        min(case when is_resolution then position end) over (partition by episode_id) as first_resolution_position

    from described

),

placed as (

    select
        *,

        coalesce(
            event_type = 'escalated'
            or (is_assigned_to_human or is_human_reply) and position > first_ai_position,
            false
        ) as is_escalation,
        coalesce(is_ai_answer or is_human_reply and not is_boilerplate, false) as is_reply

    from answered

),

summarized as (

    select
        -- keys
        episode_id,
        ticket_id,
        episode_number,

        -- counts
        count(*) filter (where is_customer_turn or kind = 'message' and is_public and author_type in ('ai', 'human'))
            as message_count,
        count(*) filter (where is_customer_turn) as customer_message_count,
        count(*) filter (where kind = 'message' and is_public and author_type = 'ai') as ai_message_count,
        count(*) filter (where kind = 'message' and is_public and author_type = 'human') as human_message_count,
        count(*) filter (where is_ai_answer) as ai_answer_count,
        count(distinct case when is_ai_answer then coalesce(agent_version, '') end) as ai_version_count,
        sum(cost_usd) as cost_usd,

        -- judgements
        bool_or(
            is_before_customer and kind = 'message' and is_public
            and author_type in ('ai', 'human') and not is_boilerplate
        ) as is_agent_first,
        coalesce(
            bool_or(event_type = 'escalation_requested' or reason = 'customer_asked' and event_type = 'escalated'), false
        ) as is_escalation_requested,
        coalesce(
            bool_or(event_type = 'status_changed' and to_value in ('solved', 'closed') and actor_type = 'customer'), false
        ) as is_closed_by_customer,
        coalesce(bool_or(position = first_resolution_position and actor_type = 'timeout'), false) as is_closed_by_silence,
        coalesce(bool_or(is_human_reply and position < first_ai_position), false) as is_human_first,

        -- positions
        min(case when not is_before_customer then position end) as first_position,
        min(first_ai_position) as first_ai_position,
        max(case when is_ai_answer then position end) as last_ai_position,
        max(last_turn_position) as last_turn_position,
        min(case when is_escalation then position end) as escalation_position,
        min(case when is_human_reply and position > first_ai_position then position end) as human_takeover_position,
        min(case when is_resolution then position end) as resolution_position,
        max(case when is_reply then position end) as last_reply_position,

        -- times
        min(case when not is_before_customer then occurred_at end) as started_at,
        min(case when is_reply then occurred_at end) as first_reply_at,
        min(case when is_ai_answer then occurred_at end) as first_ai_answer_at,
        min(case when is_human_reply then occurred_at end) as first_human_reply_at,
        min(case when is_escalation then occurred_at end) as escalated_at,
        min(case when is_resolution then occurred_at end) as resolution_event_at,
        -- a rule or a timer answers nobody
        min(
            case
                when
                    is_resolution and position > last_turn_position
                    and coalesce(actor_type, '') not in ('automation', 'timeout') then occurred_at
            end
        ) as closed_after_last_turn_at,
        min(case when is_reply and position > last_turn_position then occurred_at end) as answered_after_last_turn_at,
        max(case when position = last_turn_position then occurred_at end) as last_turn_at,
        max(case when position = last_turn_position then sentiment end) as last_turn_sentiment,
        max(case when is_ai_answer then occurred_at end) as last_ai_answer_at,
        max(case when kind = 'message' then occurred_at end) as last_message_at,
        max(occurred_at) as last_at

    from placed

    group by episode_id, ticket_id, episode_number

),

joined as (

    select
        summarized.*,

        coalesce(customers.person_id, tickets.customer_id) as customer_id,
        coalesce(tickets.account_id, customers.account_id) as account_id,
        tickets.is_timed,
        tickets.status,
        coalesce(tickets.can_escalate, true) as can_escalate,
        {{ as_of() }} as as_of,

        lead(summarized.started_at) over (
            partition by summarized.ticket_id order by summarized.episode_number
        ) as reopened_at,

        {{ hours_after('summarized.last_turn_at', var('abandoned_after_hours')) }} as patience_ends_at,
        {{ hours_after('summarized.last_ai_answer_at', var('assumed_after_hours')) }} as silence_ends_at,
        coalesce(summarized.last_turn_sentiment <= {{ var('negative_sentiment') }}, false)
        and coalesce(summarized.first_ai_position < summarized.last_turn_position, false) as is_left_in_anger

    from summarized

    inner join {{ ref('stg_tickets') }} as tickets on summarized.ticket_id = tickets.ticket_id

    left join {{ ref('int_customers_identified') }} as customers on tickets.customer_id = customers.customer_id

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
            when is_closed_by_silence and is_abandoned then null
            when resolution_event_at is not null then resolution_event_at
            when reopened_at is null and status in ('solved', 'closed') then coalesce(last_message_at, last_at)
            when is_abandoned or not is_timed or silence_ends_at > as_of then null
            when
                last_ai_position = last_reply_position
                and last_ai_position > coalesce(last_turn_position, 0) then last_ai_answer_at
        end as resolved_at,

        case
            when is_closed_by_silence and is_abandoned then null
            when resolution_event_at is not null and is_closed_by_silence then 'assumed'
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
