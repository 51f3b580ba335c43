{#-
    The rows of one landing table, typed by the contract (models/staging/_landing__sources.yml).

    | table | its name in the contract |
    | returns | a relation to select from: every contract column, cast, null where the source lacks it, and _loaded_at |

    With the var `sources`, their loaders' rows are added, and the sample's are left out. `sample` reads the seed of that name; `files` and `warehouse` read the typed views that prepare_landing() made.
-#}
{% macro landing(table) -%}
    {%- if sources_in_use() -%}
        (
            {%- if var('landing') != 'sample' %}
            select * from {{ source('landing', table) }}
            union all by name
            {%- endif %}
            {%- for source_name in sources_in_use() %}
            {{ source_landing(source_name, table) }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        )
    {%- elif var('landing') != 'sample' -%}
        {{ source('landing', table) }}
    {%- else -%}
        {%- set columns = landing_columns(table) -%}
        (
            select
                {%- for column in columns %}
                cast({{ adapter.quote(column.name) if has_sample(table) else 'null' }} as {{ type_of(column.data_type) }}) as {{ adapter.quote(column.name) }},
                {%- endfor %}
                cast(null as timestamp) as _loaded_at
            {% if has_sample(table) %}from {{ ref('sample_' ~ table) }}{% else %}where false{% endif %}
        )
    {%- endif -%}
{%- endmacro %}


{#- The contract's columns of one landing table, from the source's own YAML; none while dbt is only parsing. -#}
{% macro landing_columns(table) -%}
    {%- if execute -%}
        {{ return(landing_source(table).columns.values() | list) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}


{#- The contract of one landing table: the source's node in the graph. -#}
{% macro landing_source(table) -%}
    {{ return(graph.sources['source.' ~ project_name ~ '.landing.' ~ table]) }}
{%- endmacro %}


{#- Is a seed of this table shipped? The tables that only a running team fills have none. -#}
{% macro has_sample(table) -%}
    {{ return(table not in ['published_scorecards', 'alert_log', 'review_salts', 'failure_topics', 'source_reports']) }}
{%- endmacro %}


{#- A var's text as SQL writes it, null where it has none. | text | a text or none | -#}
{% macro text_or_null(text) -%}
    {{ return("'" ~ text | replace("'", "''") ~ "'" if text else 'null') }}
{%- endmacro %}


{#- The words that one column of the contract may hold. -#}
{% macro landing_words(table, column) -%}
    {%- if execute -%}
        {{ return(landing_source(table).columns[column].config.meta['values']) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}
