{#-
    Before a build: the table `kept.results`, in which Python models that read all of history note what their table was made
    from (python/agent_scorecard/kept.py). A full refresh empties it, so that everything is computed.
-#}
{% macro prepare_kept_results() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry'] -%}
        {{ adapter.dispatch('prepare_kept_results', 'agent_scorecard')() }}
    {%- endif -%}
{%- endmacro %}

{% macro default__prepare_kept_results() -%}
{%- endmacro %}

{% macro duckdb__prepare_kept_results() -%}
    {%- do run_query('create schema if not exists kept') -%}
    {%- do run_query('create table if not exists kept.results (model varchar primary key, inputs varchar, rows varchar)') -%}
    {%- if flags.FULL_REFRESH -%}
        {%- do run_query('delete from kept.results') -%}
    {%- endif -%}
    {%- do adapter.commit() -%}
{%- endmacro %}
