{#- One row per answer to a survey. -#}

with

landed as (

    {{ landed_about_tickets('satisfaction') }}

),

versions as (

    select
        *,

        {{ version_number('satisfaction') }} as version_number

    from landed

    where {{ is_known('responded_at') }}

),

final as (

    select
        ticket_id,
        responded_at,
        score,
        scale_min,
        scale_max,
        kind,
        comment

    from versions

    where version_number = 1

)

select * from final
