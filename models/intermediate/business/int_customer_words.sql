{#- One row per public message of a customer within an episode: whose it is, and its words, redacted. -#}

with

timeline as (

    select * from {{ ref('int_timeline') }}

),

words as (

    select * from {{ ref('stg_messages_redacted') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

final as (

    select
        -- keys
        timeline.message_id,
        timeline.episode_id,
        episodes.account_id,
        episodes.customer_cluster,

        -- attributes
        episodes.week_start,
        episodes.product_area,
        words.body,

        -- times
        timeline.occurred_at as sent_at

    from timeline

    inner join words on timeline.message_id = words.message_id

    inner join episodes on timeline.episode_id = episodes.episode_id

    where timeline.author_type = 'customer' and timeline.is_public

)

select * from final
