{#- One row per episode drawn for review, with the probability it was drawn with. Written by the review export. -#}

with

landed as (

    select * from {{ landing('review_draws') }} as landed

),

versions as (

    select
        *,

        {{ version_number('review_draws') }} as version_number

    from landed

    where {{ is_known('drawn_at') }}

),

final as (

    select
        episode_id,
        drawn_at,
        tier,
        inclusion_probability,
        salt,
        queue_id

    from versions

    where version_number = 1

)

select * from final
