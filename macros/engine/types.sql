{#- A type of the landing contract in the engine's own words: some know text only as `string`. -#}
{% macro type_of(data_type) -%}
    {{ return(adapter.dispatch('type_of', 'agent_scorecard')(data_type)) }}
{%- endmacro %}

{% macro default__type_of(data_type) -%}
    {{ data_type }}
{%- endmacro %}

{% macro spark__type_of(data_type) -%}
    {{ 'string' if data_type == 'varchar' else data_type }}
{%- endmacro %}
