{#- One row per customer id: the person behind it. Chains of same_as end in their last link; a loop in its smallest id. -#}

{{ config(materialized='table') }}

with recursive

customers as (

    select * from {{ ref('stg_customers') }}

),

links as (

    select
        customers.customer_id,
        customers.same_as_customer_id as next_customer_id

    from customers

    where
        customers.same_as_customer_id is not null
        and customers.same_as_customer_id <> customers.customer_id

),

walks as (

    select
        customer_id,
        customer_id as reached_customer_id,
        concat('|', customer_id, '|') as path

    from links

    union all

    select
        walks.customer_id,
        links.next_customer_id as reached_customer_id,
        concat(walks.path, links.next_customer_id, '|') as path

    from walks

    inner join links on walks.reached_customer_id = links.customer_id

    where walks.path not like concat('%|', links.next_customer_id, '|%')

),

reached as (

    select
        walks.customer_id,
        coalesce(
            max(case when links.customer_id is null then walks.reached_customer_id end),
            min(walks.reached_customer_id)
        ) as person_id

    from walks

    left join links on walks.reached_customer_id = links.customer_id

    group by walks.customer_id

),

final as (

    select
        customers.customer_id,
        coalesce(reached.person_id, customers.customer_id) as person_id,
        customers.account_id

    from customers

    left join reached on customers.customer_id = reached.customer_id

)

select * from final
