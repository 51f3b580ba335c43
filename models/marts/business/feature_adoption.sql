{#- One row per feature: do its users need less help afterwards than those of other features, and who looks at it? -#}

with

features as (

    select * from {{ ref('int_feature_adoption') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'feature_adoption'

),

final as (

    select
        features.*,

        coalesce(by_area.owner, by_default.owner) as owner,
        case
            when features.verdict in ('less_help', 'more_help')
                then coalesce(by_verdict.next_step, by_area.next_step, by_default.next_step)
        end as next_step

    from features

    left join owners as by_area on features.product_area = by_area.part

    left join owners as by_verdict on features.verdict = by_verdict.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
