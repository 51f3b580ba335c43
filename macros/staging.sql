{#-
    Which version of a landed row this is, 1 being the newest one known at as_of.

    | table | its name in the landing contract, which gives the key |
    | returns | a window expression; rows that tie in every time fall in the order of their values, so that the order of landing never matters |
-#}
{% macro version_number(table) -%}
    {%- set keys = [] -%}
    {%- set rest = [] -%}
    {%- for column in landing_columns(table) -%}
        {%- if column.config.meta.key -%}{%- do keys.append(adapter.quote(column.name)) -%}
        {%- else -%}{%- do rest.append(adapter.quote(column.name)) -%}{%- endif -%}
    {%- endfor -%}
    row_number() over (
        partition by {{ keys | join(', ') or '1' }}
        order by
            {%- if adapter.quote('updated_at') in rest %}
            case when updated_at > {{ as_of() }} then 1 else 0 end,
            case when updated_at <= {{ as_of() }} then updated_at end desc nulls last,
            updated_at,
            {%- endif %}
            _loaded_at desc nulls last{% for column in rest %}, {{ column }} nulls last{% endfor %}
    )
{%- endmacro %}


{#-
    The rows of a landing table about tickets, each with the ticket it belongs to: two sources may use one id.

    | table | its name in the landing contract |
    | key | its own id, where it has one |
    | returns | a select of every contract column and _loaded_at; ticket_id as stg_tickets has it, the key with its source in front where two sources use it |

    A row that names no source belongs to the ticket of its id; where two sources use the id, to the one that names none.
-#}
{% macro landed_about_tickets(table, key=none) -%}
    select
        {%- for column in landing_columns(table) %}
        {%- if column.name == 'ticket_id' %}
        case
            when tickets.first_source <> tickets.last_source
                then concat(coalesce(landed.source_system, '{{ unnamed_source() }}'), ':', landed.ticket_id)
            when coalesce(landed.source_system <> tickets.first_source, false)
                then concat(landed.source_system, ':', landed.ticket_id)
            else landed.ticket_id
        end as ticket_id,
        {%- elif column.name == 'to_value' %}
        -- merged into an id that two sources use: the one of the ticket's own source is meant
        case
            when landed.event_type = 'merged' and targets.ticket_id is not null
                then concat(
                    coalesce(
                        landed.source_system,
                        case when tickets.first_source = tickets.last_source then tickets.first_source end,
                        '{{ unnamed_source() }}'
                    ), ':', landed.to_value
                )
            else landed.to_value
        end as to_value,
        {%- elif column.name == key %}
        case
            when shared.shared_id is not null then concat(coalesce(landed.source_system, '{{ unnamed_source() }}'), ':', landed.{{ key }})
            else landed.{{ key }}
        end as {{ key }},
        {%- else %}
        landed.{{ adapter.quote(column.name) }},
        {%- endif %}
        {%- endfor %}
        landed._loaded_at

    from {{ landing(table) }} as landed

    left join ({{ sources_of_tickets() }}) as tickets on landed.ticket_id = tickets.ticket_id
    {%- if table == 'ticket_events' %}

    left join ({{ sources_of_tickets() }}) as targets
        on landed.to_value = targets.ticket_id and targets.first_source <> targets.last_source
    {%- endif %}
    {%- if key %}

    left join (
        select {{ key }} as shared_id from {{ landing(table) }} as named
        where source_system is not null
        group by {{ key }}
        having min(source_system) <> max(source_system)
    ) as shared on landed.{{ key }} = shared.shared_id
    {%- endif %}
{%- endmacro %}


{#- One row per landed ticket id: the first and the last of its sources by name. -#}
{% macro sources_of_tickets() -%}
    select
        ticket_id,
        min(source_system) as first_source,
        max(source_system) as last_source

    from {{ landing('tickets') }} as landed_tickets

    group by ticket_id
{%- endmacro %}


{#- The source of a ticket that names none. -#}
{% macro unnamed_source() -%}
    landing
{%- endmacro %}


{#-
    A word that a table may keep and a page may show: small letters, `_`, `-` and blanks, at most 40 signs. Anything else is
    `other`: where a word is asked for people write sentences, and a sentence may hold a secret.

    | column | a text |
-#}
{% macro short_word(column) -%}
    case
        when {{ column }} is null then null
        when length({{ column }}) <= 40 and translate({{ column }}, 'abcdefghijklmnopqrstuvwxyz_- ', '') = '' then {{ column }}
        else 'other'
    end
{%- endmacro %}
