{#-
    One row per reviewed episode: what its reviewers say, taken together. Each reviewer counts once, with the newest word.

    Verdicts by another rubric than that of the episode's newest review are not pooled with it.
-#}

{{ config(materialized='table') }}

with

reviews as (

    select * from {{ ref('int_reviews_to_episodes') }}

),

by_rubric as (

    select
        *,

        first_value(coalesce(rubric_version, '')) over (
            partition by episode_id order by reviewed_at desc, review_id desc
        ) as newest_rubric

    from reviews

),

ranked as (

    select
        *,

        row_number() over (
            partition by episode_id, reviewer_id order by reviewed_at desc, review_id desc
        ) as newest

    from by_rubric

    where coalesce(rubric_version, '') = newest_rubric

),

final as (

    select
        episode_id,

        -- judgements
        {{ majority('correct = 1') }} as is_correct,
        {{ majority('is_valid') }} as is_valid,
        {{ majority('is_complete') }} as is_complete,
        {{ majority('is_helpful') }} as is_helpful,
        {{ majority('needed_human') }} as needed_human,

        -- numbers: the share of the reviewers who answered, so that two who differ count as a half
        count(*) as reviewer_count,
        count(correct) as verdict_count,
        cast(sum(correct) as double) / nullif(count(correct), 0) as correct_score,
        {{ share_of('is_valid') }} as valid_score,
        {{ share_of('is_complete') }} as complete_score,
        {{ share_of('is_helpful') }} as helpful_score,
        {{ share_of('needed_human') }} as needed_score,
        {{ share_of("hallucination_type in ('contradicted', 'invented_feature', 'overpromise')") }} as hallucination_score,
        {{ share_of("hallucination_type = 'contradicted'") }} as contradicted_score,
        {{ share_of("hallucination_type = 'invented_feature'") }} as invented_feature_score,
        {{ share_of("hallucination_type = 'overpromise'") }} as overpromise_score,
        max(inclusion_probability) as inclusion_probability

    from ranked

    where newest = 1

    group by episode_id

)

select * from final
