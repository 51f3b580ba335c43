{#-
    One row per episode that waits for a reviewer: one queue for risk and for truth.

    It is in the queue because it was sampled and nobody has had it yet. What was exported or reviewed has left.
-#}

with

drawn as (

    select * from {{ ref('int_episodes_drawn') }}
    where is_drawn

),

exported as (

    select * from {{ ref('stg_review_draws') }}

),

reviewed as (

    select distinct episode_id from {{ ref('int_reviews_to_episodes') }}

),

strata as (

    select * from {{ ref('int_review_strata') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

waiting as (

    select drawn.*

    from drawn

    left join exported on drawn.episode_id = exported.episode_id

    left join reviewed on drawn.episode_id = reviewed.episode_id

    where exported.episode_id is null and reviewed.episode_id is null

),

valued as (

    select
        waiting.*,

        strata.accuracy,
        strata.interval_shrink,
        strata.neyman_share,
        waiting.minutes / 60 * {{ var('reviewer_hour_usd') }} as label_cost_usd,
        (1 - strata.accuracy) * {{ var('wrong_answer_usd') }} as expected_loss_avoided_usd,
        strata.interval_shrink * strata.category_episode_count * {{ var('wrong_answer_usd') }} as next_label_value_usd

    from waiting

    left join strata on waiting.category = strata.category and waiting.risk_tier = strata.risk_tier

),

final as (

    select
        -- keys
        valued.episode_id,
        episodes.ticket_id,
        episodes.episode_number,
        episodes.source_system,

        -- attributes
        episodes.week_start,
        valued.category,
        episodes.product_area,
        episodes.channel,
        episodes.language,
        episodes.agent_id,
        episodes.agent_version,
        episodes.outcome,
        case when valued.is_random_sample then 'random' else valued.risk_tier end as tier,
        valued.tiers,
        valued.salt,

        -- judgements
        valued.is_random_sample,
        valued.expected_loss_avoided_usd + valued.next_label_value_usd >= valued.label_cost_usd as is_worth_its_cost,

        -- rates and values
        valued.inclusion_probability,
        valued.share as draw_share,
        -- a fair order: who stops early has taken every tier in proportion to its rate
        row_number() over (order by valued.share / valued.inclusion_probability, valued.episode_id) as queue_position,
        cast(valued.label_cost_usd as decimal(18, 6)) as label_cost_usd,
        cast(valued.expected_loss_avoided_usd as decimal(18, 6)) as expected_loss_avoided_usd,
        cast(valued.interval_shrink as decimal(18, 6)) as interval_shrink,
        cast(valued.next_label_value_usd as decimal(18, 6)) as next_label_value_usd,
        cast(valued.neyman_share as decimal(9, 4)) as neyman_share,

        -- times
        valued.started_at,
        valued.reviewable_at

    from valued

    inner join episodes on valued.episode_id = episodes.episode_id

)

select * from final
