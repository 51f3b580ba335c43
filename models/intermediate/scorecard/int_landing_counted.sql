{#-
    One row per landing table and reason why rows of it are not read: older versions, rows after as_of, rows whose ticket
    never landed, rejected rows and unknown columns.
-#}

{% set clocks = {
    'tickets': 'created_at', 'messages': 'sent_at', 'ticket_events': 'occurred_at', 'satisfaction': 'responded_at',
    'reviews': 'reviewed_at', 'judgements': 'judged_at',
} %}

with

final as (

    {% for table, clock in clocks.items() %}
    {%- set rows = landing(table) %}
    select '{{ table }}' as table_name, 'later than as_of' as reason,
        count(*) filter (where {{ clock }} > {{ as_of() }}) as row_count, count(*) as total_count
    from {{ rows }} as {{ table }}

    union all

    select '{{ table }}' as table_name, 'an older version of a row' as reason,
        count(*) filter (where {{ clock }} <= {{ as_of() }})
        - (select count(*) from {{ ref('stg_' ~ table) }} as current_versions where {{ clock }} <= {{ as_of() }}) as row_count,
        count(*) as total_count
    from {{ rows }} as {{ table }}

    union all

    {% if table != 'tickets' %}
    select '{{ table }}' as table_name, 'its ticket never landed' as reason,
        count(*) filter (where tickets.ticket_id is null) as row_count, count(*) as total_count
    from {{ ref('stg_' ~ table) }} as children
    left join {{ ref('stg_tickets') }} as tickets on children.ticket_id = tickets.ticket_id

    {{ 'union all' if not loop.last }}
    {% endif %}
    {%- endfor %}

)

select * from final
