{#-
    One row per resolution and episode that the same customer opened within 14 days after it, on any channel: the pairs
    that may be about the same issue. The same ticket again is an explicit link; without one, only the same category can be.
-#}

with

episodes as (

    select
        resolved.episode_id,
        resolved.ticket_id,
        resolved.customer_id,
        resolved.started_at,
        resolved.resolved_at,
        attributed.category

    from {{ ref('int_episodes_resolved') }} as resolved

    inner join {{ ref('int_episodes_attributed') }} as attributed on resolved.episode_id = attributed.episode_id

    where resolved.customer_id is not null and resolved.is_timed

),

final as (

    select
        -- keys
        episodes.episode_id,
        later.episode_id as later_episode_id,

        -- judgements
        episodes.ticket_id = later.ticket_id as is_same_ticket,
        episodes.category = later.category as is_same_category,

        -- times
        later.started_at as later_started_at

    from episodes

    inner join episodes as later
        on episodes.customer_id = later.customer_id
        and episodes.resolved_at < later.started_at
        and {{ hours_after('episodes.resolved_at', 336) }} >= later.started_at

)

select * from final
