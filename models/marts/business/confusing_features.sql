{#-
    One row per feature and product release of its area in the last half year, and one per feature with the release `(none)`: of the
    active customers, how many asked about it, before and since, why, and who looks at it.
-#}

with

features as (

    select * from {{ ref('int_confusing_features') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'confusing_features'

),

final as (

    select
        features.*,

        coalesce(by_area.owner, by_default.owner) as owner,
        coalesce(by_cause.next_step, by_default.next_step) as next_step

    from features

    left join owners as by_area on features.product_area = by_area.part

    left join owners as by_cause on features.cause = by_cause.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
