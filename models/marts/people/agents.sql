{#- One row per agent, AI or human, no matter who listed it: the team, or a message it wrote. -#}

with

listed as (

    select * from {{ ref('stg_agents') }}

),

messages as (

    select * from {{ ref('stg_messages') }}

),

heard as (

    select
        author_id as agent_id,
        max(author_type) as agent_type,
        count(*) as message_count,
        min(sent_at) as first_message_at,
        max(sent_at) as last_message_at

    from messages

    where author_type in ('ai', 'human') and author_id is not null

    group by author_id

),

final as (

    select
        -- keys
        coalesce(listed.agent_id, heard.agent_id) as agent_id,

        -- attributes
        coalesce(listed.agent_type, heard.agent_type) as agent_type,
        listed.version,
        listed.capability,
        listed.tier,
        listed.strategy,

        -- judgements
        listed.agent_id is not null as is_listed,

        -- counts
        coalesce(heard.message_count, 0) as message_count,

        -- times
        listed.valid_from,
        listed.valid_to,
        heard.first_message_at,
        heard.last_message_at

    from listed

    full outer join heard on listed.agent_id = heard.agent_id

)

select * from final
