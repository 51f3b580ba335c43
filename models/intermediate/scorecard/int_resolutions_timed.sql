{#- One row per timed resolution by the AI: how fast it was, whether it was right, whether the customer came back. -#}

with

final as (

    select
        episodes.episode_id,
        episodes.week_start,
        episodes.category,
        episodes.agent_version,
        episodes.resolution_seconds as seconds,
        episodes.correct_score as correct,
        1 / nullif(verdicts.inclusion_probability, 0) as weight,
        case when episodes.is_followed_up then 1.0 when not episodes.is_followed_up then 0.0 end as came_back

    from {{ ref('int_episodes') }} as episodes

    left join {{ ref('int_reviews_to_episode_verdicts') }} as verdicts on episodes.episode_id = verdicts.episode_id

    where episodes.is_ai_resolved and episodes.is_timed and episodes.resolution_seconds >= 0

)

select * from final
