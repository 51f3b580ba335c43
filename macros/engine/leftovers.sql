{#-
    After everything: no words outlive a build in tables that nobody reads.

    dbt leaves what a Python model gave to an incremental table in a table of its own, build after build; so the texts of
    somebody who asked to be forgotten stayed there. And where the landing lies in another database, its rows were copied for
    this run, with what people wrote: the words leave the copy, since all that reads them was built.
-#}
{% macro drop_leftovers() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'seed', 'test', 'snapshot'] -%}
        {{ adapter.dispatch('drop_leftovers', 'agent_scorecard')() }}
    {%- endif -%}
{%- endmacro %}

{% macro default__drop_leftovers() -%}
{%- endmacro %}

{% macro duckdb__drop_leftovers() -%}
    {%- set found = run_query(
        "select schema_name, table_name from duckdb_tables() where database_name = current_database() and table_name like '%\\_\\_dbt\\_tmp%' escape '\\'"
    ) -%}
    {%- for row in found.rows -%}
        {%- do run_query('drop table if exists ' ~ adapter.quote(row[0]) ~ '.' ~ adapter.quote(row[1])) -%}
    {%- endfor -%}
    {%- if var('landing_database') and var('landing') == 'warehouse' -%}
        {%- for table, columns in words_of_landing().items() -%}
            {%- set blanks = [] -%}
            {%- for column in columns -%}
                {%- do blanks.append('cast(null as varchar) as ' ~ column) -%}
            {%- endfor -%}
            {%- do run_query('create or replace table landing.' ~ table ~ ' as select * replace (' ~ blanks | join(', ') ~ ') from landing.' ~ table) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do adapter.commit() -%}
{%- endmacro %}


{#- What people wrote, by landing table: WORD_COLUMNS of python/agent_scorecard/contract.py, and customers' names. -#}
{% macro words_of_landing() -%}
    {{ return({
        'tickets': ['subject'],
        'messages': ['body'],
        'satisfaction': ['comment'],
        'reviews': ['note', 'corrected_answer', 'failure_reason'],
        'judgements': ['reason'],
        'shadow_answers': ['ai_answer', 'human_answer'],
        'customers': ['name'],
    }) }}
{%- endmacro %}
