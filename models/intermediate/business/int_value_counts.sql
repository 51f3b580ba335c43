{#-
    One row per week and category: how many the AI handled, resolved and kept, what it cost, what people and reviewers did about
    them, and the minutes of people that the kept ones would have taken.

    Kept: the AI resolved it, and its customer is known not to have come back within seven days. Nothing is claimed for one that
    came back, nor for one of which that cannot be known.
-#}

{{ config(materialized='table') }}

with

groups as (

    select * from {{ ref('int_episodes_to_groups') }}

    where period = 'week' and segment_type = 'category'

),

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled

),

verdicts as (

    select * from {{ ref('int_reviews_to_episode_verdicts') }}

),

drawn as (

    select * from {{ ref('int_episodes_drawn') }}

),

person_minutes as (

    select * from {{ ref('int_person_minutes') }}

),

valued as (

    select
        episodes.*,

        coalesce(episodes.is_ai_resolved and not episodes.is_followed_up, false) as is_kept,
        verdicts.reviewer_count,
        verdicts.reviewer_count * coalesce(drawn.minutes, {{ var('review_minutes') }}) as review_minutes,
        case when episodes.is_ai_resolved then 1 - verdicts.correct_score end as wrong_score,
        person_minutes.person_minutes,
        person_minutes.person_minutes_low,
        person_minutes.person_minutes_high

    from episodes

    left join verdicts on episodes.episode_id = verdicts.episode_id

    left join drawn on episodes.episode_id = drawn.episode_id

    left join person_minutes
        on episodes.week_start = person_minutes.week_start
        and episodes.category = person_minutes.category

),

final as (

    select
        -- keys
        groups.period_start as week_start,
        groups.segment as category,

        -- counts
        count(*) as handled_count,
        count(*) filter (where valued.is_ai_resolved) as resolved_count,
        count(*) filter (where valued.is_kept) as kept_count,
        count(*) filter (where valued.is_ai_resolved and valued.is_followed_up) as came_back_count,
        count(*) filter (where valued.is_ai_resolved and valued.is_followed_up is not null) as followed_count,
        count(distinct case when valued.is_ai_resolved then valued.customer_cluster end) as resolved_customer_count,
        count(valued.cost_usd) as costed_count,
        cast(coalesce(sum(valued.reviewer_count), 0) as bigint) as review_count,
        coalesce(cast(sum(cast(valued.wrong_score as decimal(18, 6))) as double), 0) as found_wrong_count,

        -- numbers
        cast(sum(valued.cost_usd) as double) as message_cost_usd,
        coalesce(cast(sum(valued.human_message_count) as double), 0) * {{ var('human_message_minutes') }} as human_minutes,
        coalesce(cast(sum(cast(valued.review_minutes as decimal(18, 6))) as double), 0) as review_minutes,
        count(*) filter (where valued.is_kept and valued.person_minutes is not null) as kept_valued_count,
        cast(sum(cast(case when valued.is_kept then valued.person_minutes end as decimal(18, 6))) as double)
            as kept_minutes,
        cast(sum(cast(case when valued.is_kept then valued.person_minutes_low end as decimal(18, 6))) as double)
            as kept_minutes_low,
        cast(sum(cast(case when valued.is_kept then valued.person_minutes_high end as decimal(18, 6))) as double)
            as kept_minutes_high

    from groups

    inner join valued on groups.episode_id = valued.episode_id

    group by groups.period_start, groups.segment

)

select * from final
