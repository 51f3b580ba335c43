{#- One row per episode in which a customer wrote on after the AI had answered: how they felt while the AI had it. -#}

with

timeline as (

    select * from {{ ref('int_timeline_numbered') }}

),

episodes as (

    select * from {{ ref('int_episodes_resolved') }}

),

turns as (

    select
        timeline.episode_id,
        timeline.sentiment,
        timeline.position > episodes.first_ai_position as is_after_answer,
        row_number() over (partition by timeline.episode_id order by timeline.position) as turn_number,
        row_number() over (partition by timeline.episode_id order by timeline.position desc) as turn_number_from_end

    from timeline

    inner join episodes on timeline.episode_id = episodes.episode_id

    where
        timeline.author_type = 'customer'
        and timeline.is_public
        and {{ is_in_ai_span('timeline', 'episodes') }}
        and timeline.sentiment is not null

),

final as (

    select
        episode_id,

        -- numbers
        count(*) as turn_count,
        sum(sentiment) as sentiment_sum,
        min(sentiment) as sentiment_min,
        max(case when turn_number = 1 then sentiment end) as sentiment_first,
        max(case when turn_number_from_end = 1 then sentiment end) as sentiment_last,
        count(*) filter (where sentiment <= {{ var('negative_sentiment') }}) as frustrated_turn_count

    from turns

    group by episode_id

    -- one turn before any answer says nothing of the AI
    having bool_or(is_after_answer)

)

select * from final
