-- Who is the AI is configuration and never a guess. Where messages landed and none is by an AI, somebody forgot to say so: the AI's
-- metrics are then not applicable, and this warning is loud.
{{ config(severity='warn', meta={'remedy': "say who the AI is: author_type ai in the messages, or --ai where the source is landed"}) }}

with

messages as (

    select * from {{ ref('stg_messages') }}

),

final as (

    select
        count(*) as message_count,
        count(*) filter (where author_type = 'ai') as ai_message_count

    from messages

)

select * from final

where message_count > 0 and ai_message_count = 0
