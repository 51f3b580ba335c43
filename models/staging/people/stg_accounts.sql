{#- One row per account. -#}

with

landed as (

    select * from {{ landing('accounts') }} as landed

),

versions as (

    select
        *,

        {{ version_number('accounts') }} as version_number

    from landed

),

final as (

    select
        account_id,
        tier,
        annual_value,
        currency,
        region,
        industry,
        owner,
        started_at,
        churned_at

    from versions

    where version_number = 1

)

select * from final
