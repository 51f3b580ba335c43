{#-
    One row per episode of the AI that is over, and reason to review it. Every one has the random tier.

    What counts is what was known `review_delay_hours` after the end. A rating that comes later raises no tier, so the
    probability an episode is drawn with is fixed before anybody can draw it, and never moves again.
-#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

),

over as (

    select
        *,

        case
            when is_timed then {{ hours_after('coalesce(ended_at, escalated_at)', var('review_delay_hours')) }}
            else started_at
        end as reviewable_at

    from episodes

    where is_ai_handled and outcome <> 'pending'

),

reviewable as (

    select *

    from over

    where reviewable_at <= {{ as_of() }}

),

timeline as (

    select * from {{ ref('int_timeline') }}

),

messages as (

    select
        message_id,
        confidence

    from {{ ref('stg_messages') }}

),

satisfaction as (

    select * from {{ ref('int_satisfaction_to_episodes') }}

),

answers as (

    select
        episode_id,
        {{ is_unsupported() }} as is_unsupported

    from {{ ref('int_answers_scored') }}

),

rates as (

    select * from {{ ref('review_rates') }}

),

answered as (

    select
        timeline.episode_id,
        min(messages.confidence) as lowest_confidence

    from timeline

    inner join messages on timeline.message_id = messages.message_id

    where timeline.author_type = 'ai' and timeline.is_substantive

    group by timeline.episode_id

),

rated as (

    select
        reviewable.episode_id,
        min(satisfaction.share_of_scale) as lowest_rating

    from reviewable

    inner join satisfaction
        on reviewable.episode_id = satisfaction.episode_id
        and satisfaction.kind = 'csat'
        and (reviewable.reviewable_at >= satisfaction.responded_at or not reviewable.is_timed)

    group by reviewable.episode_id

),

reasons as (

    select
        episode_id,
        'random' as tier

    from reviewable

    union all

    select
        episode_id,
        'escalated' as tier

    from reviewable

    where is_escalated

    union all

    select
        episode_id,
        'negative_sentiment' as tier

    from reviewable

    where sentiment_mean <= {{ var('negative_sentiment') }}

    union all

    select
        episode_id,
        'low_confidence' as tier

    from answered

    where lowest_confidence < {{ var('low_confidence') }}

    union all

    select distinct
        episode_id,
        'low_support' as tier

    from answers

    where is_unsupported

    union all

    select
        episode_id,
        'negative_rating' as tier

    from rated

    where lowest_rating <= {{ var('negative_rating_share') }}

),

final as (

    select
        -- keys
        reviewable.episode_id,
        reasons.tier,

        -- attributes
        reviewable.category,

        -- rates
        coalesce(own.rate, general.rate) as rate,
        coalesce(own.minutes, general.minutes) as minutes,

        -- times
        reviewable.started_at,
        reviewable.reviewable_at

    from reviewable

    inner join reasons on reviewable.episode_id = reasons.episode_id

    left join rates as own on reasons.tier = own.tier and reviewable.category = own.category

    left join rates as general on reasons.tier = general.tier and general.category = '(default)'

)

select * from final
