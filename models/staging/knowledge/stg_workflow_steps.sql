{#- One row per step of a workflow, in its canonical order. -#}

with

landed as (

    select * from {{ landing('workflow_steps') }} as landed

),

versions as (

    select
        *,

        {{ version_number('workflow_steps') }} as version_number

    from landed

),

final as (

    select
        workflow,
        step_number,
        element_label

    from versions

    where version_number = 1

)

select * from final
