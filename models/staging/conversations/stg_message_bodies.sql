{#- One row per message: its words as they landed. A view, so that no build stores them; stg_messages_redacted alone reads it. -#}

with

landed as (

    {{ landed_about_tickets('messages', 'message_id') }}

),

versions as (

    select
        *,

        {{ version_number('messages') }} as version_number

    from landed

    where sent_at <= {{ as_of() }}

),

final as (

    select
        message_id,
        body

    from versions

    where version_number = 1

)

select * from final
