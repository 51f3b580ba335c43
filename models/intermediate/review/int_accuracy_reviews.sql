{#- One row per cell and reviewed episode that the AI answered in and that counts: its verdicts, its stratum, its weight. -#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled

),

cells as (

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
        cells.period,
        cells.period_start,
        cells.segment_type,
        cells.segment,
        cells.episode_id,
        cells.customer_cluster,

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

    from cells

    inner join episodes on cells.episode_id = episodes.episode_id

    inner join verdicts on cells.episode_id = verdicts.episode_id

    inner join weights on cells.episode_id = weights.episode_id

    left join judged on cells.episode_id = judged.episode_id

)

select * from final
