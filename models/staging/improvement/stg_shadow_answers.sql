{#- One row per answer the AI would have given next to a human. -#}

with

landed as (

    {{ landed_about_tickets('shadow_answers', 'shadow_id') }}

),

versions as (

    select
        *,

        {{ version_number('shadow_answers') }} as version_number

    from landed

    where {{ is_known('answered_at') }}

),

final as (

    select
        shadow_id,
        ticket_id,
        agent_id,
        answered_at,
        ai_answer,
        human_answer,
        ai_verdict,
        human_verdict,
        reviewer_id,
        is_blinded

    from versions

    where version_number = 1

)

select * from final
