{#-
    One row per answer that the AI gave a customer: what supports it, what it adds, whether it keeps the thread and sees
    the page. No text.

    Where nothing could be judged the column is null: no article valid then (`is_unverifiable`), nothing claimed, no page.
-#}

select
    message_id,
    episode_id,
    article_id,
    article_version,
    page_context_id,
    agent_id,
    agent_version,
    scorer_version,
    is_cited,
    is_unverifiable,
    is_unsupported,
    unsupported_number,
    negation_mismatch,
    invented_feature,
    overpromise,
    is_context_lost,
    asks_again,
    repeats_step,
    contradicts_itself,
    uses_earlier_conversation,
    asks_again_across_conversations,
    used_page,
    recognised_stuck,
    is_proactive,
    support_score,
    context_loss_score,
    elements_named,
    elements_correct,
    steps_named,
    steps_correct,
    answered_at

from {{ ref('int_answers') }}
