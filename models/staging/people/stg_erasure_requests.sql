{#- One row per customer who asked to be forgotten. -#}

with

landed as (

    select * from {{ landing('erasure_requests') }} as landed

),

versions as (

    select
        *,

        {{ version_number('erasure_requests') }} as version_number

    from landed

    where {{ is_known('requested_at') }}

),

final as (

    select
        customer_id,
        requested_at

    from versions

    where version_number = 1

)

select * from final
