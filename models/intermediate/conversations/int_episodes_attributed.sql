{#-
    One row per episode: of what kind it is, which agent answers for it, and why it was handed over.

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

sized as (

    select
        category,
        row_number() over (order by count(*) desc, category) as size_rank

    from tickets

    group by category

),

handoffs as (

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

final as (

    select
        -- keys
        episodes.episode_id,
        coalesce(tickets.source_system, 'landing') as source_system,
        tickets.scenario_id,

        -- attributes
        case when sized.size_rank > {{ var('max_categories') }} then '(other)' else tickets.category end as category,
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
        case when episodes.handoff_position is not null then handoffs.reason end as escalation_reason,
        case
            when episodes.handoff_position is not null then coalesce(reasons.escalation_kind, 'unknown')
        end as escalation_kind

    from episodes

    inner join tickets on episodes.ticket_id = tickets.ticket_id

    inner join sized on tickets.category = sized.category

    left join timeline as openings
        on episodes.ticket_id = openings.ticket_id and episodes.first_position = openings.position

    left join timeline as answers
        on episodes.ticket_id = answers.ticket_id and episodes.last_ai_position = answers.position

    left join agents on answers.author_id = agents.agent_id

    left join handoffs on episodes.episode_id = handoffs.episode_id and handoffs.preference = 1

    left join reasons on handoffs.reason = reasons.reason

)

select * from final
