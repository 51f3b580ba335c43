{#- One row per figure of a help desk's own weekly report. -#}

with

landed as (

    select * from {{ landing('source_reports') }} as landed

),

versions as (

    select
        *,

        {{ version_number('source_reports') }} as version_number

    from landed

    where coalesce(updated_at <= {{ as_of() }}, true)

),

final as (

    select
        source_system,
        week_start,
        report,
        value,
        updated_at

    from versions

    where version_number = 1

)

select * from final
