{#- One row per customer and experiment. -#}

with

landed as (

    select * from {{ landing('experiment_assignments') }} as landed

),

versions as (

    select
        *,

        {{ version_number('experiment_assignments') }} as version_number

    from landed

    where {{ is_known('assigned_at') }}

),

final as (

    select
        experiment,
        unit_id,
        variant,
        assigned_at

    from versions

    where version_number = 1

)

select * from final
