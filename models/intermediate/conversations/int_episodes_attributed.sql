{#-
    One row per episode: all that is known of it without surveys and reviews. Of what kind it is, which agent answers for it,
    why it was escalated, and what the AI had to do with it.

    The agent and version of the last AI answer answer for the episode. What only the ticket knows goes to all its episodes.
-#}

{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_episodes_resolved') }}

),

timeline as (

    select * from {{ ref('int_timeline_numbered') }}

),

tickets as (

    select * from {{ ref('stg_tickets') }}

),

agents as (

    select * from {{ ref('stg_agents') }}

),

reasons as (

    select * from {{ ref('escalation_reasons') }}

),

escalations as (

    select
        episode_id,
        reason,
        row_number() over (
            partition by episode_id
            order by case when event_type = 'escalated' then 0 else 1 end, position
        ) as preference

    from timeline

    where event_type in ('escalated', 'assigned') and reason is not null

),

joined as (

    select
        episodes.*,

        coalesce(tickets.source_system, 'landing') as source_system,
        tickets.scenario_id,
        counted.category,
        tickets.product_area,
        coalesce(tickets.channel, openings.channel) as channel,
        tickets.language,
        tickets.brand,
        tickets.priority,
        answers.author_id as agent_id,
        coalesce(answers.agent_version, agents.version) as agent_version,
        agents.capability,
        agents.tier,
        agents.strategy,
        case when episodes.escalation_position is not null then escalations.reason end as escalation_reason,
        case
            when episodes.escalation_position is not null then coalesce(reasons.escalation_kind, 'unknown')
        end as escalation_kind,

        {{ week_of('episodes.started_at') }} as week_start,
        coalesce(episodes.customer_id, episodes.episode_id) as customer_cluster,
        episodes.ai_answer_count > 0 as is_ai_handled,
        episodes.escalation_position is not null as is_escalated,
        episodes.resolved_at is not null as is_resolved

    from episodes

    inner join tickets on episodes.ticket_id = tickets.ticket_id

    inner join {{ ref('int_tickets_counted') }} as counted on episodes.ticket_id = counted.ticket_id

    left join timeline as openings
        on episodes.ticket_id = openings.ticket_id and episodes.first_position = openings.position

    left join timeline as answers
        on episodes.ticket_id = answers.ticket_id and episodes.last_ai_position = answers.position

    left join agents on answers.author_id = agents.agent_id

    left join escalations on episodes.episode_id = escalations.episode_id and escalations.preference = 1

    left join reasons on escalations.reason = reasons.reason

),

final as (

    select
        *,

        is_ai_handled and is_resolved and not is_escalated as is_ai_resolved,
        is_ai_handled and is_resolved and not is_escalated
        and not coalesce(first_human_reply_at <= resolved_at, false) as is_autonomous

    from joined

)

select * from final
