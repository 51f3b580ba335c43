{#- Schemas are named by layer, without the target's name in front: a mart is `marts.episodes` everywhere. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
