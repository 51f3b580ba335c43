{#- One row per valid article: which will need an update next, why, how well such lists foretold updates before, and who does it. -#}

with

articles as (

    select * from {{ ref('int_knowledge_due') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'knowledge_due'

),

final as (

    select
        articles.*,

        coalesce(by_area.owner, by_default.owner) as owner,
        coalesce(by_area.next_step, by_default.next_step) as next_step

    from articles

    left join owners as by_area on articles.product_area = by_area.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
