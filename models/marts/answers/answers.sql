{#-
    One row per answer that the AI gave a customer: what supports it, what it adds, whether it keeps the thread and sees
    the page. No text.

    Where nothing could be judged the column is null: no article valid then (`is_unverifiable`), nothing claimed, no page.
-#}

{{ config(materialized='table') }}

with

scored as (

    select * from {{ ref('int_answers_scored') }}

),

messages as (

    select * from {{ ref('int_answer_messages') }}
    where is_answer

),

articles as (

    select * from {{ ref('stg_articles') }}

),

final as (

    select
        -- keys
        scored.message_id,
        scored.episode_id,
        scored.article_id,
        scored.article_version,
        scored.page_context_id,

        -- attributes
        messages.author_id as agent_id,
        messages.agent_version,
        scored.scorer_version,
        articles.title as article_title,

        -- judgements
        scored.is_cited,
        scored.is_unverifiable,
        {{ is_unsupported('scored.') }} as is_unsupported,
        scored.unsupported_number,
        scored.negation_mismatch,
        scored.invented_feature,
        scored.overpromise,
        {{ is_context_lost('scored.') }} as is_context_lost,
        scored.asks_again,
        scored.repeats_step,
        scored.contradicts_itself,
        scored.uses_earlier_conversation,
        scored.asks_again_across_conversations,
        scored.used_page,
        scored.recognised_stuck,
        scored.is_proactive,

        -- counts and scores
        scored.support_score,
        scored.context_loss_score,
        scored.elements_named,
        scored.elements_correct,
        scored.steps_named,
        scored.steps_correct,

        -- times
        messages.sent_at as answered_at

    from scored

    inner join messages on scored.message_id = messages.message_id and scored.episode_id = messages.episode_id

    left join articles on scored.article_id = articles.article_id and scored.article_version = articles.version

)

select * from final
