{#- One row per message of a counted episode: how it feels, and which scorer said so. The words stay where they are. -#}

with

timeline as (

    select * from {{ ref('int_timeline') }}

),

scored as (

    select * from {{ ref('int_messages_scored') }}

),

final as (

    select
        -- keys
        timeline.message_id,
        timeline.episode_id,

        -- attributes
        timeline.author_type,
        scored.language,
        scored.scorer_version,

        -- judgements
        timeline.is_public,
        timeline.is_in_ai_span,
        scored.is_thanks_only,
        scored.is_boilerplate,
        scored.sentiment <= {{ var('negative_sentiment') }} as is_negative,

        -- numbers
        scored.sentiment,

        -- times
        timeline.occurred_at as sent_at

    from timeline

    inner join scored on timeline.message_id = scored.message_id

)

select * from final
