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
