{#-
    One row per rater and reviewed episode: what each reviewer said, and what each judge said of an episode that people
    reviewed. Judgements of people without a known probability count among people, and not against a judge.
-#}

with

reviews as (

    select * from {{ ref('int_reviews_to_episodes') }}

),

judgements as (

    select * from {{ ref('int_judgements_to_episodes') }}

),

verdicts as (

    select * from {{ ref('int_reviews_to_episode_verdicts') }}

),

weights as (

    select * from {{ ref('int_reviews_to_weights') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled

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
        episodes.category,
        'people' as rater_type,
        ranked.reviewer_id as rater,
        ranked.episode_id,
        cast(null as {{ dbt.type_string() }}) as judged_month,
        cast(ranked.correct as double) as score,
        cast(null as double) as correct_score,
        cast(null as double) as weight

    from ranked

    inner join episodes on ranked.episode_id = episodes.episode_id

    where ranked.newest = 1

    union all

    select
        episodes.category,
        'judge' as rater_type,
        judgements.judge as rater,
        judgements.episode_id,
        cast({{ month_of('episodes.started_at') }} as {{ dbt.type_string() }}) as judged_month,
        judgements.judge_score as score,
        verdicts.correct_score,
        weights.weight

    from judgements

    inner join episodes on judgements.episode_id = episodes.episode_id

    inner join verdicts on judgements.episode_id = verdicts.episode_id

    inner join weights on judgements.episode_id = weights.episode_id

    where verdicts.correct_score is not null

)

select * from final
