{#- One row per customer. -#}

with

landed as (

    select * from {{ landing('customers') }} as landed

),

versions as (

    select
        *,

        {{ version_number('customers') }} as version_number

    from landed

),

final as (

    select
        customer_id,
        account_id,
        same_as_customer_id,
        created_at,
        name

    from versions

    where version_number = 1

)

select * from final
