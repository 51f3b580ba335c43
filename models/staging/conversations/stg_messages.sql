{#- One row per message: who wrote it, when and where. What it says is not stored here: stg_messages_redacted has it. -#}

{{ config(materialized='table') }}

with

landed as (

    {{ landed_about_tickets('messages', 'message_id') }}

),

versions as (

    select
        *,

        {{ version_number('messages') }} as version_number

    from landed

    where sent_at <= {{ as_of() }}

),

final as (

    select
        message_id,
        ticket_id,
        sent_at,
        author_type,
        author_id,
        -- a draft was read by nobody
        coalesce(is_public, true) and coalesce(delivery, 'sent') <> 'draft' as is_public,
        channel,
        agent_version,
        model,
        confidence,
        page_context_id,
        cited_article_ids,
        input_tokens,
        output_tokens,
        cost_usd,
        updated_at

    from versions

    where version_number = 1

)

select * from final
