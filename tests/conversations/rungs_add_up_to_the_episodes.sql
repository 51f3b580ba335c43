-- Every episode is on one rung, every complaint has one reason, the four ends after a day make a whole, and the categories make (all).
{{ config(meta={'remedy': "compare the week's rows of outcome_ladder_weekly with episodes: an episode has no rung or two, or a category is missing"}) }}
with

ladder as (

    select * from {{ ref('outcome_ladder_weekly') }}

),

experience as (

    select * from {{ ref('experience_weekly') }}

),

times as (

    select * from {{ ref('time_to_resolution_weekly') }}

),

episodes as (

    select
        week_start,
        count(*) as episode_count

    from {{ ref('episodes') }}

    group by week_start

),

final as (

    select
        week_start,
        category,
        'rungs' as what

    from ladder

    where
        episode_count <> not_ai_count + operational_count + escalated_count + abandoned_count + confirmed_count
        + assumed_count + pending_count

    union all

    select
        ladder.week_start,
        ladder.category,
        'episodes of the week'

    from ladder

    left join episodes on ladder.week_start = episodes.week_start

    where ladder.category = '(all)' and ladder.episode_count <> coalesce(episodes.episode_count, 0)

    union all

    select
        week_start,
        category,
        'reasons of bad ratings'

    from experience

    where
        negative_rating_count <> negative_wrong_count + negative_given_up_count + negative_escalated_count
        + negative_came_back_count + negative_slow_count + negative_bad_mood_count + negative_unexplained_count

    union all

    select
        week_start,
        category,
        'ends after a day'

    from times

    where
        abs(
            resolved_within_24h_rate + escalated_within_24h_rate + given_up_within_24h_rate + waiting_after_24h_rate - 1
        ) > 0.000001

    union all

    select
        week_start,
        '(all)',
        'categories'

    from ladder

    group by week_start

    having sum(case when category = '(all)' then -episode_count else episode_count end) <> 0

)

select * from final
