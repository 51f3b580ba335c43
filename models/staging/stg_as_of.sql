{#- One row: the moment the scorecard speaks for, and whose data it is. The var `as_of`, else the newest message or event landed. -#}

{{ config(materialized='table') }}

with

moments as (

    select max(sent_at) as moment from {{ landing('messages') }} as messages

    union all

    select max(occurred_at) as moment from {{ landing('ticket_events') }} as ticket_events

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
        from moments
    {%- endif %}

)

select * from final
