{#-
    One row per episode that the AI answered in: what went wrong in it, according to reviewers, the customer and the
    checks of its answers, and how many episodes its review represents.
-#}

{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_episodes') }}
    where is_ai_handled

),

verdicts as (

    select * from {{ ref('int_reviews_to_episode_verdicts') }}

),

weights as (

    select * from {{ ref('int_reviews_to_weights') }}

),

reasons as (

    select
        episode_id,
        failure_reason,
        row_number() over (
            partition by episode_id order by count(*) desc, failure_reason asc
        ) as preference

    from {{ ref('int_reviews_to_episodes') }}

    where failure_reason is not null and correct = 0

    group by episode_id, failure_reason

),

answers as (

    select
        episode_id,
        max(article_id) as article_id,
        bool_or({{ is_unsupported() }}) as is_unsupported,
        bool_and(is_unverifiable) as is_without_article

    from {{ ref('int_answers_scored') }}

    group by episode_id

),

final as (

    select
        -- keys
        episodes.episode_id,
        episodes.ticket_id,
        episodes.customer_id,
        episodes.customer_cluster,
        answers.article_id,

        -- attributes
        episodes.category,
        episodes.product_area,
        episodes.agent_id,
        episodes.agent_version,
        reasons.failure_reason,

        -- judgements
        episodes.is_ai_resolved,
        episodes.is_escalated,
        episodes.outcome = 'operational' as is_operational,
        episodes.is_abandoned,
        episodes.csat_score <= {{ var('negative_rating_share') }} as is_badly_rated,
        episodes.is_followed_up,
        answers.is_unsupported,
        answers.is_without_article,
        coalesce(verdicts.correct_score < 0.5, false)
        or coalesce(episodes.is_escalated and coalesce(episodes.escalation_kind, 'unknown') <> 'healthy', false)
        or coalesce(episodes.is_abandoned, false)
        or coalesce(answers.is_unsupported, false)
        or coalesce(episodes.csat_score <= {{ var('negative_rating_share') }}, false) as is_failed,

        -- numbers
        verdicts.correct_score,
        verdicts.needed_score,
        verdicts.hallucination_score,
        case when verdicts.correct_score is not null then weights.weight end as weight,

        -- times
        episodes.week_start,
        episodes.started_at,
        episodes.resolved_at

    from episodes

    left join verdicts on episodes.episode_id = verdicts.episode_id

    left join weights on episodes.episode_id = weights.episode_id

    left join reasons on episodes.episode_id = reasons.episode_id and reasons.preference = 1

    left join answers on episodes.episode_id = answers.episode_id

)

select * from final
