{#-
    One row per episode that was open or ended in the days of `int_days_watched`, and segment that it is in: its category, its
    agent, its version, and everything.
-#}

{% set segments = {'category': 'category', 'agent': 'agent_id', 'agent_version': 'agent_version'} %}

with

episodes as (

    select * from {{ ref('int_episodes') }}

),

span as (

    select min(day_began_at) as began_at from {{ ref('int_days_watched') }}

),

recent as (

    select
        episodes.episode_id,
        episodes.customer_cluster,
        episodes.category,
        episodes.agent_id,
        episodes.agent_version,
        episodes.is_ai_handled,
        episodes.is_ai_resolved,
        episodes.started_at,
        episodes.resolved_at,
        episodes.ended_at

    from episodes

    cross join span

    where coalesce(episodes.ended_at >= span.began_at, true)

),

final as (

    {% for segment_type, column in segments.items() %}
    select '{{ segment_type }}' as segment_type, {{ column }} as segment, recent.* from recent
    where {{ column }} is not null

    union all

    {% endfor %}
    select 'category' as segment_type, '(all)' as segment, recent.* from recent

)

select * from final
