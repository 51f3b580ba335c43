{#- One row per topic of failure in a frozen version. -#}

with

landed as (

    select * from {{ landing('failure_topics') }} as landed

),

versions as (

    select
        *,

        {{ version_number('failure_topics') }} as version_number

    from landed

    where {{ is_known('frozen_at') }}

),

final as (

    select
        topic_version,
        cluster_key,
        frozen_at,
        name,
        terms,
        least_score

    from versions

    where version_number = 1

)

select * from final
