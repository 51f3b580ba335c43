{#-
    One row: the moment the scorecard speaks for, and whose data it is. The var `as_of`, else the newest message or event of
    a ticket that landed.

    `known_until` is the clock of the run that builds, where it is given: what claims to be later by more than a day moves
    nothing.
-#}

{{ config(materialized='table') }}

with

moments as (

    select
        sent_at as moment,
        ticket_id
    from {{ landing('messages') }} as messages

    union all

    select
        occurred_at as moment,
        ticket_id
    from {{ landing('ticket_events') }} as ticket_events

),

known as (

    select moments.moment

    from moments

    where
        moments.ticket_id in (select tickets.ticket_id from {{ landing('tickets') }} as tickets)
        and {{ known_by_the_run('moments.moment') }}

),

final as (

    select
        {{ moment_of_scorecard('max(moment)') }} as as_of,
        '{{ var("landing") }}' as landing,
        cast({{ text_or_null(var('company_name')) }} as {{ dbt.type_string() }}) as company_name

    from known

)

select * from final
