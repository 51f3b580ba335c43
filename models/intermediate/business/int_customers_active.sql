{#- One row per listed customer: since when they are known, and when their account left. -#}

with

customers as (

    select * from {{ ref('stg_customers') }}

    where same_as_customer_id is null

),

accounts as (

    select * from {{ ref('stg_accounts') }}

),

final as (

    select
        customers.customer_id,
        customers.created_at,
        accounts.churned_at as left_at

    from customers

    left join accounts on customers.account_id = accounts.account_id

)

select * from final
