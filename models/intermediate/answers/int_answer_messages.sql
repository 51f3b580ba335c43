{#-
    One row per message that an answer is read with: those of its episode, in order, and those of the conversation about
    the same issue that the episode follows up (`is_before`). Bodies are the redacted ones.
-#}

{{ config(materialized='table') }}

with

timeline as (

    select * from {{ ref('int_timeline_numbered') }}
    where kind = 'message'

),

redacted as (

    select * from {{ ref('stg_messages_redacted') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

pages as (

    select * from {{ ref('stg_page_contexts') }}

),

agents as (

    select * from {{ ref('stg_agents') }}

),

answered as (

    select
        episode_id,
        bool_or(author_type = 'ai' and is_public and not is_boilerplate and not is_before_customer) as has_answer

    from timeline

    group by episode_id

),

-- the resolution that this episode takes up again: the last one of the same customer about the same issue
taken_up as (

    select
        follow_ups.later_episode_id as episode_id,
        follow_ups.episode_id as earlier_episode_id,
        row_number() over (
            partition by follow_ups.later_episode_id
            order by earlier.resolved_at desc, earlier.episode_id desc
        ) as recency

    from {{ ref('int_same_issue_follow_ups') }} as follow_ups

    inner join {{ ref('int_episodes_resolved') }} as earlier on follow_ups.episode_id = earlier.episode_id

    where follow_ups.is_same_issue

),

placed as (

    select
        timeline.episode_id,
        false as is_before,
        timeline.row_id as message_id,
        timeline.position

    from timeline

    union all

    select
        taken_up.episode_id,
        true as is_before,
        timeline.row_id as message_id,
        timeline.position

    from taken_up

    inner join timeline on taken_up.earlier_episode_id = timeline.episode_id and taken_up.recency = 1

),

final as (

    select
        -- keys
        placed.episode_id,
        placed.message_id,
        messages.page_context_id,

        -- attributes
        placed.is_before,
        placed.position,
        timeline.author_type,
        timeline.author_id,
        timeline.agent_version,
        redacted.body,
        messages.cited_article_ids,
        pages.page_url,
        pages.element_labels,
        pages.error_state,
        pages.workflow,

        -- judgements
        timeline.is_public,
        not placed.is_before and timeline.author_type = 'ai' and timeline.is_public and not timeline.is_boilerplate
        and not timeline.is_before_customer as is_answer,
        coalesce(agents.capability = 'text_only', false) as is_text_only,

        -- times
        timeline.occurred_at as sent_at

    from placed

    inner join answered on placed.episode_id = answered.episode_id and answered.has_answer

    inner join timeline on placed.message_id = timeline.row_id

    inner join messages on placed.message_id = messages.message_id

    left join redacted on placed.message_id = redacted.message_id

    left join pages on messages.page_context_id = pages.page_context_id

    left join agents on timeline.author_id = agents.agent_id

)

select * from final
