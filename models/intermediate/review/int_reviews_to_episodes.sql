{#-
    One row per review: the episode it speaks of, what it says, and the probability it was drawn with.

    A review belongs to its message's episode; else to the episode it numbers; else to the last one started before it.
-#}

{{ config(materialized='table') }}

with

reviews as (

    select * from {{ ref('stg_reviews') }}

),

draws as (

    select * from {{ ref('stg_review_draws') }}

),

timeline as (

    select * from {{ ref('int_timeline_numbered') }}

),

episodes as (

    {{ episodes_of_tickets() }}

),

candidates as (

    select
        reviews.review_id,
        episodes.episode_id,

        row_number() over (
            partition by reviews.review_id
            order by
                case
                    when timeline.episode_id = episodes.episode_id then 0
                    when reviews.episode_number = episodes.episode_number then 1
                    when episodes.started_at <= reviews.reviewed_at then 2
                    else 3
                end,
                case when episodes.started_at <= reviews.reviewed_at then episodes.started_at end desc nulls last,
                episodes.started_at
        ) as preference

    from reviews

    inner join episodes on reviews.ticket_id = episodes.ticket_id

    left join timeline on timeline.kind = 'message' and reviews.message_id = timeline.row_id

),

final as (

    select
        -- keys
        reviews.review_id,
        candidates.episode_id,
        reviews.reviewer_id,
        reviews.message_id,
        reviews.queue_id,

        -- judgements
        reviews.verdict,
        case
            when reviews.verdict = 'correct' then 1
            when reviews.verdict in ('partial', 'incorrect') then 0
            when reviews.verdict is null and not (reviews.is_valid and reviews.is_complete and reviews.is_helpful) then 0
            when reviews.verdict is null and reviews.is_valid and reviews.is_complete and reviews.is_helpful then 1
        end as correct,
        reviews.is_valid,
        reviews.is_complete,
        reviews.is_helpful,
        reviews.needed_human,
        reviews.hallucination_type,
        reviews.failure_reason,

        reviews.rubric_version,
        coalesce(
            abs(reviews.inclusion_probability - draws.inclusion_probability) > 0.001 * draws.inclusion_probability, false
        ) as is_probability_in_doubt,

        -- The draw is the record of how the episode came to be reviewed; an import may carry its own. Below 1 in 10,000 one
        -- review would speak for all others.
        case
            when coalesce(draws.inclusion_probability, reviews.inclusion_probability) between 0.0001 and 1
                then coalesce(draws.inclusion_probability, reviews.inclusion_probability)
        end as inclusion_probability,
        draws.tier,

        -- times
        reviews.reviewed_at

    from reviews

    inner join candidates on reviews.review_id = candidates.review_id and candidates.preference = 1

    left join draws on candidates.episode_id = draws.episode_id

)

select * from final
