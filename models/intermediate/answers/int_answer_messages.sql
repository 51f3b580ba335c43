{#-
    One row per message that an answer is read with: those of its episode, in order, and those of the conversation that
    the episode follows up (`is_before`). Bodies are the redacted ones.
-#}

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

attributed as (

    select * from {{ ref('int_episodes_attributed') }}

),

answered as (

    select
        episode_id,
        bool_or(author_type = 'ai' and is_public and not is_boilerplate and not is_before_customer) as has_answer

    from timeline

    group by episode_id

),

-- the customer's last conversation before this one, where it was of the same category: what may be remembered
taken_up as (

    select
        follow_ups.next_episode_id as episode_id,
        max(follow_ups.episode_id) as earlier_episode_id

    from {{ ref('int_follow_ups') }} as follow_ups

    inner join attributed as earlier on follow_ups.episode_id = earlier.episode_id

    inner join attributed as later on follow_ups.next_episode_id = later.episode_id and earlier.category = later.category

    group by follow_ups.next_episode_id

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

    inner join timeline on taken_up.earlier_episode_id = timeline.episode_id

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
