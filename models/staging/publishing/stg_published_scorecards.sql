{#- One row per number that a run published. Written when a run publishes. -#}

with

landed as (

    select * from {{ landing('published_scorecards') }} as landed

),

versions as (

    select
        *,

        {{ version_number('published_scorecards') }} as version_number

    from landed

    where {{ is_known('as_of') }}

),

final as (

    select
        as_of,
        week_start,
        category,
        metric,
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        status

    from versions

    where version_number = 1

)

select * from final
