{#-
    One row per ticket and agent on which both the AI and a person were judged: a shadow answer, or an AI draft that was
    reviewed next to the public answer of a person. A draft never counts as handled.
-#}

with

shadow as (

    select
        shadow_id as pair_id,
        'shadow_answer' as source,
        ticket_id,
        agent_id,
        case when ai_verdict in ('correct', 'partial', 'incorrect') then ai_verdict = 'correct' end as is_ai_correct,
        case when human_verdict in ('correct', 'partial', 'incorrect') then human_verdict = 'correct' end
            as is_human_correct,
        coalesce(is_blinded, false) as is_blinded,
        answered_at

    from {{ ref('stg_shadow_answers') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

reviewed as (

    select
        messages.ticket_id,
        messages.author_type,
        messages.is_public,
        max(messages.author_id) as author_id,
        min(messages.sent_at) as sent_at,
        min(case when reviews.verdict = 'correct' then 1 else 0 end) = 1 as is_correct

    from {{ ref('stg_reviews') }} as reviews

    inner join messages on reviews.message_id = messages.message_id

    where
        reviews.verdict in ('correct', 'partial', 'incorrect')
        and (messages.author_type = 'ai' and not messages.is_public or messages.author_type = 'human' and messages.is_public)

    group by messages.ticket_id, messages.author_type, messages.is_public

),

drafts as (

    select
        drafted.ticket_id as pair_id,
        'draft' as source,
        drafted.ticket_id,
        drafted.author_id as agent_id,
        drafted.is_correct as is_ai_correct,
        answered.is_correct as is_human_correct,
        false as is_blinded,
        drafted.sent_at as answered_at

    from reviewed as drafted

    inner join reviewed as answered
        on drafted.ticket_id = answered.ticket_id
        and answered.author_type = 'human'

    where drafted.author_type = 'ai'

),

pairs as (

    select * from shadow

    union all

    select * from drafts

),

final as (

    select
        pairs.pair_id,
        pairs.source,
        pairs.ticket_id,
        pairs.agent_id,
        coalesce(tickets.category, '(none)') as category,
        pairs.is_ai_correct,
        pairs.is_human_correct,
        pairs.is_blinded,
        pairs.answered_at

    from pairs

    left join {{ ref('stg_tickets') }} as tickets on pairs.ticket_id = tickets.ticket_id

    where pairs.is_ai_correct is not null and pairs.is_human_correct is not null

)

select * from final
