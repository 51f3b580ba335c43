{#-
    One row per reviewed episode that was drawn with a known probability: how many episodes it represents.

    One over the probability; and, where part of a tier's draw of a week was never reviewed, made up by that tier's own
    reviews of the week. Without a probability a review is for diagnosis and has no weight.
-#}

{{ config(materialized='table') }}

with

reviews as (

    select * from {{ ref('int_reviews_to_episodes') }}

),

draws as (

    select * from {{ ref('stg_review_draws') }}

),

reviewed as (

    select
        episode_id,
        max(inclusion_probability) as inclusion_probability

    from reviews

    where inclusion_probability > 0

    group by episode_id

),

-- decimals, so that the order of adding up never shows
drawn as (

    select
        draws.episode_id,
        draws.tier,
        {{ week_of('draws.drawn_at') }} as drawn_week,
        cast(1 / draws.inclusion_probability as decimal(18, 6)) as weight,
        reviewed.episode_id is not null as is_reviewed

    from draws

    left join reviewed on draws.episode_id = reviewed.episode_id

    where draws.inclusion_probability > 0

),

responses as (

    select
        tier,
        drawn_week,
        cast(sum(weight) as double) / nullif(cast(sum(case when is_reviewed then weight end) as double), 0) as factor

    from drawn

    group by tier, drawn_week

),

final as (

    select
        -- keys
        reviewed.episode_id,

        -- attributes
        drawn.tier,

        -- numbers
        reviewed.inclusion_probability,
        coalesce(responses.factor, 1) as response_factor,
        coalesce(responses.factor, 1) / reviewed.inclusion_probability as weight

    from reviewed

    left join drawn on reviewed.episode_id = drawn.episode_id

    left join responses
        on drawn.tier = responses.tier
        and drawn.drawn_week = responses.drawn_week

)

select * from final
