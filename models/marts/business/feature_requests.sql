{#- One row per request and currency of the accounts that asked: what customers ask for that the product did not have, and who decides. -#}

with

requests as (

    select * from {{ ref('int_feature_requests') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'feature_requests'

),

final as (

    select
        requests.*,

        coalesce(by_area.owner, by_default.owner) as owner,
        coalesce(by_area.next_step, by_default.next_step) as next_step

    from requests

    left join owners as by_area on requests.product_area = by_area.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
