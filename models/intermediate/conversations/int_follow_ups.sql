{#- One row per resolved episode of a known customer: when that customer came back, on whatever channel. -#}

{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_episodes_resolved') }}

),

returns as (

    select
        episodes.episode_id,
        episodes.resolved_at,
        min(later.started_at) as next_started_at

    from episodes

    left join episodes as later
        on episodes.customer_id = later.customer_id
        and later.is_timed
        and later.started_at > episodes.resolved_at

    where episodes.customer_id is not null
        and episodes.is_timed
        and episodes.resolved_at is not null

    group by episodes.episode_id, episodes.resolved_at

),

final as (

    select
        returns.episode_id,
        min(later.episode_id) as next_episode_id,
        returns.resolved_at,
        returns.next_started_at

    from returns

    inner join episodes on returns.episode_id = episodes.episode_id

    left join episodes as later
        on episodes.customer_id = later.customer_id
        and returns.next_started_at = later.started_at

    group by returns.episode_id, returns.resolved_at, returns.next_started_at

)

select * from final
