{#- One row per reviewed episode: what its reviewers say, taken together. Each reviewer counts once, with the newest word. -#}

with

reviews as (

    select * from {{ ref('int_reviews_to_episodes') }}

),

ranked as (

    select
        *,

        row_number() over (
            partition by episode_id, reviewer_id order by reviewed_at desc, review_id desc
        ) as newest

    from reviews

),

final as (

    select
        episode_id,

        count(*) as reviewer_count,
        count(correct) as verdict_count,
        cast(sum(correct) as double) / nullif(count(correct), 0) as correct_score,
        {{ majority('correct = 1') }} as is_correct,
        {{ majority('is_valid') }} as is_valid,
        {{ majority('is_complete') }} as is_complete,
        {{ majority('is_helpful') }} as is_helpful,
        {{ majority('needed_human') }} as needed_human,
        max(inclusion_probability) as inclusion_probability

    from ranked

    where newest = 1

    group by episode_id

)

select * from final
