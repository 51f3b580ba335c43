{#-
    One row per episode of the AI that is over: the probability it is reviewed with, and whether it was sampled.

    One random number per episode, the same for every tier: the episode is drawn where its share, from the hash of its id and the
    salt, lies below the largest rate among its tiers. That rate is then exactly the probability of being drawn by any of
    them, so nothing has to be combined, and no other episode, now or later, has a part in it.
-#}

{{ config(materialized='table') }}

with

tiers as (

    select * from {{ ref('int_episodes_to_review_tiers') }}

),

salts as (

    select * from {{ ref('stg_review_salts') }}

),

ranked as (

    select
        *,

        row_number() over (partition by episode_id order by rate desc, tier asc) as risk_rank

    from tiers

    where rate > 0

),

combined as (

    select
        episode_id,
        category,
        max(case when risk_rank = 1 then tier end) as risk_tier,
        {{ dbt.listagg('tier', "';'", 'order by tier') }} as tiers,
        max(rate) as inclusion_probability,
        max(case when tier = 'random' then rate end) as random_rate,
        max(minutes) as minutes,
        min(started_at) as started_at,
        min(reviewable_at) as reviewable_at

    from ranked

    group by episode_id, category

),

-- the salt of the week in which the episode became reviewable: no later turn of the conversation can know it
salted as (

    select
        combined.*,

        coalesce(salts.salt, {{ review_salt() }}) as salt

    from combined

    left join salts on {{ dbt.date_trunc('week', 'combined.reviewable_at') }} = salts.period_start

),

shared as (

    select
        *,

        case when salt is not null then {{ hash_share('concat(episode_id, salt)') }} end as share

    from salted

),

final as (

    select
        -- keys
        episode_id,

        -- attributes
        category,
        risk_tier,
        tiers,
        salt,

        -- judgements
        -- null where the week has no salt yet
        share < inclusion_probability as is_drawn,
        coalesce(share < random_rate, false) as is_random_sample,

        -- rates
        inclusion_probability,
        share,
        minutes,

        -- times
        started_at,
        reviewable_at

    from shared

)

select * from final
