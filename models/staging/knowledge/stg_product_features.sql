{#- One row per feature the product has or had. -#}

with

landed as (

    select * from {{ landing('product_features') }} as landed

),

versions as (

    select
        *,

        {{ version_number('product_features') }} as version_number

    from landed

),

final as (

    select
        feature_id,
        name,
        product_area,
        available_from,
        available_to,
        aliases

    from versions

    where version_number = 1

)

select * from final
