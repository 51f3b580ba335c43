{#-
    One row per span of an episode in which one agent, and one version of it, had the conversation.

    The outcome belongs to the episode; this says who answered when. A span ends where the next one begins.
-#}

with

timeline as (

    select * from {{ ref('int_timeline') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

replies as (

    select
        episode_id,
        position,
        occurred_at,
        author_type,
        author_id,
        agent_version,
        concat(author_type, '|', coalesce(author_id, ''), '|', coalesce(agent_version, '')) as voice

    from timeline

    where is_substantive

),

compared as (

    select
        *,
        lag(voice) over (partition by episode_id order by position) as previous_voice

    from replies

),

numbered as (

    select
        *,
        sum(case when previous_voice is null or previous_voice <> voice then 1 else 0 end) over (
            partition by episode_id order by position rows between unbounded preceding and current row
        ) as span_number

    from compared

),

spanned as (

    select
        episode_id,
        span_number,
        max(author_type) as agent_type,
        max(author_id) as agent_id,
        max(agent_version) as agent_version,
        count(*) as answer_count,
        min(occurred_at) as started_at,
        max(occurred_at) as last_answer_at

    from numbered

    group by episode_id, span_number

),

final as (

    select
        -- keys
        spanned.episode_id,
        cast(spanned.span_number as bigint) as span_number,

        -- attributes
        spanned.agent_type,
        spanned.agent_id,
        spanned.agent_version,

        -- counts
        spanned.answer_count,

        -- times
        spanned.started_at,
        spanned.last_answer_at,
        coalesce(
            lead(spanned.started_at) over (partition by spanned.episode_id order by spanned.span_number),
            greatest(spanned.last_answer_at, episodes.ended_at)
        ) as ended_at

    from spanned

    inner join episodes on spanned.episode_id = episodes.episode_id

)

select * from final
