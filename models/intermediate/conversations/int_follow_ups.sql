{#-
    One row per resolved episode of a known customer: when that customer came back, on whatever channel.

    A ticket opened twice within half an hour is one conversation already, and no return.
-#}

{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_episodes_resolved') }}

    where customer_id is not null and is_timed

),

-- a start at the very instant of the resolution does not follow it
moments as (

    select customer_id, started_at as moment, 0 as is_resolution, episode_id from episodes

    union all

    select customer_id, resolved_at, 1, episode_id from episodes
    where resolved_at is not null

),

returns as (

    select
        *,

        min(case when is_resolution = 0 then moment end) over (
            partition by customer_id order by moment, is_resolution, episode_id
            rows between 1 following and unbounded following
        ) as next_started_at

    from moments

),

starts as (

    select
        customer_id,
        started_at,
        min(episode_id) as episode_id

    from episodes

    group by customer_id, started_at

),

final as (

    select
        -- keys
        returns.episode_id,
        starts.episode_id as next_episode_id,

        -- times
        returns.moment as resolved_at,
        returns.next_started_at

    from returns

    left join starts
        on returns.customer_id = starts.customer_id
        and returns.next_started_at = starts.started_at

    where returns.is_resolution = 1

)

select * from final
