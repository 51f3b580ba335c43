{#- One row per message or event of an episode, and whether it fell into the time in which the AI had the conversation. -#}

{{ config(materialized='table') }}

with

timeline as (

    select * from {{ ref('int_timeline_numbered') }}

),

episodes as (

    select * from {{ ref('int_episodes_resolved') }}

),

final as (

    select
        timeline.*,

        case when timeline.kind = 'message' then timeline.row_id end as message_id,
        case when timeline.kind = 'event' then timeline.row_id end as event_id,
        timeline.kind = 'message' and timeline.is_public and timeline.author_type in ('ai', 'human')
        and not timeline.is_boilerplate as is_substantive,

        {{ is_in_ai_span('timeline', 'episodes') }} as is_in_ai_span

    from timeline

    inner join episodes on timeline.episode_id = episodes.episode_id

)

select * from final
