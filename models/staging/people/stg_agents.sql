{#- One row per agent, AI or human, and version. -#}

with

landed as (

    select * from {{ landing('agents') }} as landed

),

versions as (

    select
        *,

        {{ version_number('agents') }} as version_number

    from landed

),

final as (

    select
        agent_id,
        agent_type,
        version,
        capability,
        tier,
        strategy,
        valid_from,
        valid_to

    from versions

    where version_number = 1

)

select * from final
