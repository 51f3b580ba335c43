{#-
    One row per message that an answer can be read with, in its episode and in order, with the page that the AI was shown.
    `has_answer` says whether the AI answered in the episode. Bodies are the redacted ones.
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

final as (

    select
        -- keys
        timeline.episode_id,
        timeline.row_id as message_id,
        messages.page_context_id,

        -- attributes
        timeline.position,
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
        answered.has_answer,
        timeline.author_type = 'ai' and timeline.is_public and not timeline.is_boilerplate
        and not timeline.is_before_customer as is_answer,
        coalesce(agents.capability = 'text_only', false) as is_text_only,

        -- times
        timeline.occurred_at as sent_at

    from timeline

    inner join answered on timeline.episode_id = answered.episode_id

    inner join messages on timeline.row_id = messages.message_id

    left join redacted on timeline.row_id = redacted.message_id

    left join pages on messages.page_context_id = pages.page_context_id

    left join agents on timeline.author_id = agents.agent_id

)

select * from final
