{#- One row per thing done about an alert. Written by notify and by people. -#}

with

landed as (

    select * from {{ landing('alert_log') }} as landed

),

versions as (

    select
        *,

        {{ version_number('alert_log') }} as version_number

    from landed

    where {{ is_known(adapter.quote('at')) }}

),

final as (

    select
        alert_id,
        {{ adapter.quote('at') }} as logged_at,
        action,
        actor,
        note

    from versions

    where version_number = 1

)

select * from final
