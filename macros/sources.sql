{#- The sources whose loader's tables are read: the var `sources`. -#}
{% macro sources_in_use() -%}
    {{ return(var('sources', []) or []) }}
{%- endmacro %}


{#- One landing table as a source's model gives it, typed by the contract. -#}
{% macro source_landing(source, table) -%}
    select
        {%- for column in landing_columns(table) %}
        cast({{ json_text('row_json', column.name) }} as {{ type_of(column.data_type) }}) as {{ adapter.quote(column.name) }},
        {%- endfor %}
        cast(null as timestamp) as _loaded_at
    from {{ ref('stg_' ~ source ~ '_rows') }}
    where table_name = '{{ table }}'
{%- endmacro %}


{#- A value of a JSON text by its name, as text. -#}
{% macro json_text(column, name) -%}
    {{ return(adapter.dispatch('json_text', 'agent_scorecard')(column, name)) }}
{%- endmacro %}

{% macro default__json_text(column, name) -%}
    get_json_object({{ column }}, '$.{{ name }}')
{%- endmacro %}

{% macro duckdb__json_text(column, name) -%}
    json_extract_string({{ column }}, '$.{{ name }}')
{%- endmacro %}


{#- Before anything is rebuilt: is every source known, are its tables there, and has each the columns that the mapping needs? -#}
{% macro check_sources() -%}
    {%- if execute -%}
        {%- for source in sources_in_use() -%}
            {%- if source not in ['zendesk', 'intercom', 'chatwoot'] -%}
                {{ exceptions.raise_compiler_error("The var sources names '" ~ source ~ "'; loaders' tables are read for zendesk, intercom and chatwoot.") }}
            {%- endif -%}
            {%- set found = [] -%}
            {%- for node in graph.sources.values() | selectattr('source_name', 'equalto', source) -%}
                {%- set relation = adapter.get_relation(target.database, node.schema, node.identifier) -%}
                {%- if relation is not none -%}
                    {%- do found.append(node.name) -%}
                    {%- set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list -%}
                    {%- for needed in node.config.meta.get('needs', []) if not (needed.split('|') | select('in', columns) | list) -%}
                        {{ exceptions.raise_compiler_error(
                            relation.render() ~ ' has no column ' ~ needed ~ '; it has ' ~ columns | join(', ') ~ '. Was it renamed at the source? Nothing was rebuilt.'
                        ) }}
                    {%- endfor -%}
                {%- endif -%}
            {%- endfor -%}
            {%- if not found -%}
                {{ exceptions.raise_compiler_error('The var sources names ' ~ source ~ ', and no table of it lies in its schema: see source_schemas.') }}
            {%- endif -%}
        {%- endfor -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
{%- endmacro %}
