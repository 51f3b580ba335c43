{#- One row per decision of a weekly review. -#}

with

landed as (

    select * from {{ landing('review_decisions') }} as landed

),

versions as (

    select
        *,

        {{ version_number('review_decisions') }} as version_number

    from landed

    where {{ is_known('decided_at') }}

),

final as (

    select
        decision_id,
        week_start,
        decided_at,
        finding,
        improvement,
        owner,
        metric,
        category

    from versions

    where version_number = 1

)

select * from final
