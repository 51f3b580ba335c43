{#- One row per release of the product, its documentation or the agent. -#}

with

landed as (

    select * from {{ landing('releases') }} as landed

),

versions as (

    select
        *,

        {{ version_number('releases') }} as version_number

    from landed

),

final as (

    select
        release_id,
        released_at,
        kind,
        product_area,
        category,
        description

    from versions

    where version_number = 1

)

select * from final
