{#- One row per version of a knowledge-base article. -#}

with

landed as (

    select * from {{ landing('articles') }} as landed

),

versions as (

    select
        *,

        {{ version_number('articles') }} as version_number

    from landed

),

final as (

    select
        article_id,
        version,
        title,
        body,
        valid_from,
        valid_to,
        product_area,
        category

    from versions

    where version_number = 1

)

select * from final
