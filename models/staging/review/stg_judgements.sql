{#- One row per automatic judgement of an episode. Optional. -#}

with

landed as (

    select * from {{ landing('judgements') }} as landed

),

versions as (

    select
        *,

        {{ version_number('judgements') }} as version_number

    from landed

    where {{ is_known('judged_at') }}

),

final as (

    select
        judgement_id,
        ticket_id,
        judged_at,
        judge,
        score,
        episode_number,
        criterion,
        reason

    from versions

    where version_number = 1

)

select * from final
