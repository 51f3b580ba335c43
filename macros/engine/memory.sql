{#-
    How much memory the engine may take before it spills to disk, next to the database: the environment variable
    SCORECARD_MEMORY (`4GB`). Without it DuckDB takes a quarter of the machine (python/agent_scorecard/publishing/collector_plugin.py).
-#}
{% macro limit_memory() -%}
    {%- set limit = env_var('SCORECARD_MEMORY', '') | trim -%}
    {%- if limit -%}
        {{ return(adapter.dispatch('limit_memory', 'agent_scorecard')(limit)) }}
    {%- endif -%}
{%- endmacro %}

{#- Other engines are told where they run. -#}
{% macro default__limit_memory(limit) -%}
{%- endmacro %}

{% macro duckdb__limit_memory(limit) -%}
    {%- do run_query("set memory_limit = " ~ sql_text(limit)) -%}
{%- endmacro %}
