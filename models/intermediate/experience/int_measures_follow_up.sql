{#-
    One row per episode and measure of what surveys say, and of who was never seen again.

    A bad episode was given up, found wrong, rated 2 of 5 or worse, or spent in a bad mood. A customer has lapsed whose
    account left, or who was not seen for `lapsed_after_days` from `lapsed_from_days` after it on: who comes back sooner
    may only complain about it, and a complaint is no sign of staying. Until that time has passed nothing is known.
-#}

{% set lapsed_hours = 24 * (var('lapsed_from_days') + var('lapsed_after_days')) %}

with

ai_handled as (

    select * from {{ ref('int_episodes') }}
    where is_ai_handled

),

surveys as (

    select
        answers.episode_id,
        answers.kind,
        avg(cast(answers.share_of_scale as decimal(18, 6))) as share_of_scale

    from {{ ref('int_satisfaction_to_episodes') }} as answers

    inner join ai_handled on answers.episode_id = ai_handled.episode_id

    group by answers.episode_id, answers.kind

),

seen as (

    select
        first.episode_id,
        count(later.episode_id) > 0 as is_seen

    from {{ ref('int_episodes') }} as first

    left join {{ ref('int_episodes') }} as later
        on first.customer_id = later.customer_id
        and later.is_timed
        and later.started_at > {{ hours_after('first.started_at', 24 * var('lapsed_from_days')) }}
        and later.started_at <= {{ hours_after('first.started_at', lapsed_hours) }}

    where first.customer_id is not null and first.is_timed

    group by first.episode_id

),

judged as (

    select
        ai_handled.episode_id,
        coalesce(ai_handled.is_abandoned, false)
        or not coalesce(ai_handled.is_correct, true)
        or coalesce(ai_handled.csat_score <= {{ var('negative_rating_share') }}, false)
        or coalesce(ai_handled.sentiment_mean <= {{ var('negative_sentiment') }}, false) as is_bad,
        not seen.is_seen
        or coalesce(
            accounts.churned_at > ai_handled.started_at
            and accounts.churned_at <= {{ hours_after('ai_handled.started_at', lapsed_hours) }},
            false
        ) as is_lapsed

    from ai_handled

    inner join seen on ai_handled.episode_id = seen.episode_id

    left join {{ ref('stg_accounts') }} as accounts on ai_handled.account_id = accounts.account_id

    where {{ hours_after('ai_handled.started_at', lapsed_hours) }} <= {{ as_of() }}

),

final as (

    select episode_id, 'ces_mean' as metric, cast(share_of_scale as decimal(18, 6)) as numerator, 1 as denominator
    from surveys
    where kind = 'ces'

    union all

    select episode_id, 'trust_mean', cast(share_of_scale as decimal(18, 6)), 1 from surveys
    where kind = 'trust'

    union all

    select
        episode_id, 'nps_mean',
        {{ one_if('share_of_scale >= 0.9') }} - {{ one_if('share_of_scale <= 0.6') }}, 1
    from surveys
    where kind = 'nps'

    union all

    select episode_id, 'lapsed_after_bad_rate', {{ one_if('is_lapsed') }}, 1 from judged
    where is_bad

    union all

    select episode_id, 'lapsed_after_good_rate', {{ one_if('is_lapsed') }}, 1 from judged
    where not is_bad

)

select * from final
