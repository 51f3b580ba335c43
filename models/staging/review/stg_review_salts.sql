{#- One row per week in which episodes became reviewable, with the secret that draws them. Written after the week is over. -#}

with

landed as (

    select * from {{ landing('review_salts') }} as landed

),

versions as (

    select
        *,

        {{ version_number('review_salts') }} as version_number

    from landed

    where {{ is_known('drawn_at') }}

),

final as (

    select
        period_start,
        salt,
        drawn_at

    from versions

    where version_number = 1

)

select * from final
