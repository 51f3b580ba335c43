{#- One row per automatic judgement of an episode. Optional. -#}

with

landed as (

    {{ landed_about_tickets('judgements', 'judgement_id') }}

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
        -- a judge by another rubric is another judge: the two are never pooled
        judge as judge_name,
        case when rubric_version is null then judge else concat(judge, ' (', rubric_version, ')') end as judge,
        score,
        episode_number,
        criterion,
        reason

    from versions

    where version_number = 1

)

select * from final
