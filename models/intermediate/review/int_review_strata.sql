{#-
    One row per category and riskiest tier: what one more review there is worth.

    The stratified estimate of a category's accuracy has the variance sum of (W sigma)^2 / n over its tiers, with W the
    tier's share of the episodes and sigma^2 = p (1 - p). One more label in a tier takes its term from n to n + 1. Neyman
    (1934) gives each tier labels in proportion to W sigma / sqrt(cost). Half a right and half a wrong verdict are assumed
    where nobody has looked yet.
-#}

{{ config(materialized='table') }}

with

drawn as (

    select * from {{ ref('int_episodes_drawn') }}

    where started_at > {{ hours_after(as_of(), -24 * var('review_window_days')) }}

),

verdicts as (

    select * from {{ ref('int_reviews_to_episode_verdicts') }}

    where correct_score is not null

),

counted as (

    select
        drawn.category,
        drawn.risk_tier,
        count(*) as episode_count,
        count(verdicts.episode_id) as reviewed_count,
        coalesce(sum(cast(verdicts.correct_score as decimal(18, 6))), 0) as correct_sum,
        max(drawn.minutes) / 60 * {{ var('reviewer_hour_usd') }} as label_cost_usd

    from drawn

    left join verdicts on drawn.episode_id = verdicts.episode_id

    group by drawn.category, drawn.risk_tier

),

estimated as (

    select
        *,

        (cast(correct_sum as double) + 0.5) / (reviewed_count + 1) as accuracy,
        cast(sum(episode_count) over (partition by category) as bigint) as category_episode_count,
        sum(episode_count) over () as all_episode_count

    from counted

),

varied as (

    select
        *,

        sqrt(accuracy * (1 - accuracy)) as deviation,
        cast(
            power(cast(episode_count as double) / category_episode_count, 2) * accuracy * (1 - accuracy) / (reviewed_count + 1)
            as decimal(18, 12)
        ) as variance,
        cast(
            power(cast(episode_count as double) / category_episode_count, 2) * accuracy * (1 - accuracy) / (reviewed_count + 2)
            as decimal(18, 12)
        ) as next_variance

    from estimated

),

weighed as (

    select
        *,

        cast(sum(variance) over (partition by category) as double) as category_variance,
        cast(episode_count * deviation / all_episode_count / sqrt(label_cost_usd) as decimal(18, 12)) as neyman_weight

    from varied

),

final as (

    select
        -- keys
        category,
        risk_tier,

        -- counts and rates
        episode_count,
        reviewed_count,
        category_episode_count,
        accuracy,
        1.959964 * (
            sqrt(category_variance)
            - sqrt(greatest(0, category_variance - cast(variance - next_variance as double)))
        ) as interval_shrink,
        cast(neyman_weight as double) / nullif(cast(sum(neyman_weight) over () as double), 0) as neyman_share,
        label_cost_usd

    from weighed

)

select * from final
