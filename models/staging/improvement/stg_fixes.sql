{#- One row per fix that was shipped for a known gap. -#}

with

landed as (

    select * from {{ landing('fixes') }} as landed

),

versions as (

    select
        *,

        {{ version_number('fixes') }} as version_number

    from landed

    where {{ is_known('shipped_at') }}

),

final as (

    select
        fix_id,
        shipped_at,
        gap_key,
        kind,
        description,
        proposed_by,
        approved_by

    from versions

    where version_number = 1

)

select * from final
