{#- One row per group and reviewed episode that the AI answered in and that counts: its verdicts, its stratum, its weight. -#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled

),

groups as (

    select * from {{ ref('int_episodes_to_groups') }}

),

judged as (

    select * from {{ ref('int_judgements_to_episodes') }}

    where is_first_judge

),

verdicts as (

    select * from {{ ref('int_reviews_to_episode_verdicts') }}

),

weights as (

    select * from {{ ref('int_reviews_to_weights') }}

),

final as (

    select
        -- keys
        groups.period,
        groups.period_start,
        groups.segment_type,
        groups.segment,
        groups.episode_id,
        groups.customer_cluster,

        -- judgements
        {{ accuracy_stratum() }},

        -- numbers
        weights.weight,
        verdicts.correct_score,
        verdicts.valid_score,
        verdicts.complete_score,
        verdicts.helpful_score,
        verdicts.needed_score,
        verdicts.hallucination_score,
        verdicts.contradicted_score,
        verdicts.invented_feature_score,
        verdicts.overpromise_score

    from groups

    inner join episodes on groups.episode_id = episodes.episode_id

    inner join verdicts on groups.episode_id = verdicts.episode_id

    inner join weights on groups.episode_id = weights.episode_id

    left join judged on groups.episode_id = judged.episode_id

)

select * from final
