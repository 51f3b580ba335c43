{#-
    One row per category and week: what customers say when they are asked, how many answer, and what happened before a bad rating.

    A bad rating has one reason, the first that applies: the answer was wrong, the customer gave up, the episode was
    escalated, the customer came back within a week, waited for more than a day, or was in a bad mood. The reasons add up
    to the bad ratings.
-#}

{% set reasons = ['wrong', 'given_up', 'escalated', 'came_back', 'slow', 'bad_mood', 'unexplained'] %}
{% set metrics = ['csat_mean', 'csat_response_rate', 'ces_mean', 'trust_mean', 'nps_mean'] %}

with

scorecard as (

    {{ weekly_numbers() }}

),

groups as (

    {{ of_weeks('int_episodes_to_groups') }}

),

commented as (

    select distinct episode_id

    from {{ ref('int_satisfaction_to_episodes') }}

    where kind = 'csat' and has_comment

),

complaints as (

    select
        episodes.episode_id,
        commented.episode_id is not null as has_comment,

        case
            when episodes.is_correct = false then 'wrong'
            when episodes.is_abandoned then 'given_up'
            when episodes.is_escalated then 'escalated'
            when episodes.follow_up_seconds <= 604800 then 'came_back'
            when episodes.resolution_seconds > 86400 then 'slow'
            when episodes.sentiment_mean <= {{ var('negative_sentiment') }} then 'bad_mood'
            else 'unexplained'
        end as reason

    from {{ ref('int_episodes') }} as episodes

    left join commented on episodes.episode_id = commented.episode_id

    where episodes.is_ai_handled and episodes.csat_score <= {{ var('negative_rating_share') }}

),

counted as (

    select
        groups.period_start as week_start,
        groups.segment as category,
        count(*) as negative_rating_count,
        count(*) filter (where complaints.has_comment) as negative_comment_count,
        -- noqa: disable=LT01,LT02,LT15
        {% for reason in reasons %}
        count(*) filter (where complaints.reason = '{{ reason }}') as negative_{{ reason }}_count{{ ',' if not loop.last }}
        {% endfor %}

    from groups

    inner join complaints on groups.episode_id = complaints.episode_id

    group by groups.period_start, groups.segment

),

pivoted as (

    select
        week_start,
        category,

        {% for metric in metrics %}
        {{ metric_columns(metric) }},

        {% endfor %}
        {{ standing_of('csat_mean') }}

    from scorecard

    group by week_start, category

),

final as (

    select
        -- keys
        pivoted.week_start,
        pivoted.category,

        -- rates and means
        {% for metric in metrics %}
        {{ pivoted_columns(metric) }},
        {% endfor %}

        -- counts
        coalesce(counted.negative_rating_count, 0) as negative_rating_count,
        coalesce(counted.negative_comment_count, 0) as negative_comment_count,
        {% for reason in reasons %}
        coalesce(counted.negative_{{ reason }}_count, 0) as negative_{{ reason }}_count,
        {% endfor %}

        -- judgements
        pivoted.status,
        pivoted.is_final

    from pivoted

    left join counted on pivoted.week_start = counted.week_start and pivoted.category = counted.category

)

select * from final
