{#- One row per episode: the first thing of substance that the customer said in it. -#}

with

timeline as (

    select * from {{ ref('int_timeline_numbered') }}

),

messages as (

    select * from {{ ref('stg_messages_redacted') }}

),

spoken as (

    select
        timeline.episode_id,
        messages.body,

        row_number() over (
            partition by timeline.episode_id
            order by case when timeline.is_boilerplate or timeline.is_thanks_only then 1 else 0 end, timeline.position
        ) as preference

    from timeline

    inner join messages on timeline.row_id = messages.message_id

    where
        timeline.kind = 'message'
        and timeline.author_type = 'customer'
        and timeline.is_public

),

final as (

    select
        episode_id,
        body as opening

    from spoken

    where preference = 1

)

select * from final
