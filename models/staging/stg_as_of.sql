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
        {%- if var('known_until') %}
        and moments.moment <= {{ hours_after(utc_timestamp("'" ~ var('known_until') ~ "'"), 24) }}
        {%- endif %}

),

final as (

    select
        {% if var('as_of') -%}
            {{ utc_timestamp("'" ~ var('as_of') ~ "'") }} as as_of,
        {%- else -%}
            coalesce(max(moment), cast('1970-01-01 00:00:00' as timestamp)) as as_of,
        {%- endif %}
        '{{ var("landing") }}' as landing,
        cast({{ text_or_null(var('company_name')) }} as {{ dbt.type_string() }}) as company_name

    {% if not var('as_of') -%}
        from known
    {%- endif %}

)

select * from final
