{#- A table from SQL, as dbt-spark makes it; from a Python model, what the job helper has to know (python_models.py). -#}
{% macro scorecard_spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language == 'sql' -%}
    {{ spark__create_table_as(temporary, relation, compiled_code, language) }}
  {%- else %}
{{ compiled_code }}

target_relation = "{{ relation }}"
file_format = "{{ config.get('file_format') or 'parquet' }}"
  {%- endif -%}
{%- endmacro %}


{#- Parquet enforces nothing: a contract's names and types are compared before, its keys are not. -#}
{% macro scorecard_spark__persist_constraints(relation, model) -%}
  {%- if config.get('file_format') == 'delta' -%}{{ spark__persist_constraints(relation, model) }}{%- endif -%}
{%- endmacro %}


{#-
    Incremental models, all of them in Python here: the rows of the keys that came are taken out, and what came is put in.

    Delta and Iceberg do that in place. Parquet cannot: the table is written anew next to the old one, from the rows that stay
    and those that came, and takes its name. What is expensive, computing the rows, is done for what came alone.
-#}
{% materialization incremental, adapter='scorecard_spark', supported_languages=['python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_relation(this) -%}
  {%- set came = this.incorporate(path={'identifier': this.identifier ~ '__dbt_tmp'}, type='table') -%}
  {{ run_hooks(pre_hooks) }}
  {%- if existing is none or existing.is_view or should_full_refresh() -%}
    {%- if existing is not none -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
    {%- call statement('main', language='python') -%}
      {{ create_table_as(False, target_relation, compiled_code, 'python') }}
    {%- endcall -%}
  {%- else -%}
    {%- call statement('main', language='python') -%}
      {{ create_table_as(False, came, compiled_code, 'python') }}
    {%- endcall -%}
    {%- set columns = adapter.get_columns_in_relation(came) | map(attribute='name') | list -%}
    {%- set before = adapter.get_columns_in_relation(existing) | map(attribute='name') | list -%}
    {%- if columns | sort != before | sort -%}
      {{ exceptions.raise_compiler_error(this ~ ' has other columns than before: build it with --full-refresh.') }}
    {%- endif -%}
    {%- set key = config.require('unique_key') -%}
    {%- set names = columns | join(', ') -%}
    {%- if existing.is_delta or existing.is_iceberg -%}
      {%- do run_query('delete from ' ~ this ~ ' where ' ~ key ~ ' in (select ' ~ key ~ ' from ' ~ came ~ ')') -%}
      {%- do run_query('insert into ' ~ this ~ ' (' ~ names ~ ') select ' ~ names ~ ' from ' ~ came) -%}
    {%- elif run_query('select 1 from ' ~ came ~ ' limit 1').rows -%}
      {%- do written_anew(this, 'select ' ~ names ~ ' from ' ~ this ~ ' where ' ~ key ~ ' not in (select ' ~ key ~ ' from ' ~ came ~ ')'
          ~ ' union all select ' ~ names ~ ' from ' ~ came) -%}
    {%- endif -%}
    {%- do adapter.drop_relation(came) -%}
  {%- endif -%}
  {%- do persist_docs(target_relation, model) -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- A table of Parquet with other rows, which may come from itself. -#}
{% macro written_anew(relation, query) -%}
  {%- set anew = relation.identifier ~ '__dbt_anew' -%}
  {%- do run_query('drop table if exists ' ~ relation.schema ~ '.' ~ anew) -%}
  {%- do run_query('create table ' ~ relation.schema ~ '.' ~ anew ~ ' using parquet as ' ~ query) -%}
  {%- do run_query('drop table ' ~ relation) -%}
  {%- do run_query('alter table ' ~ relation.schema ~ '.' ~ anew ~ ' rename to ' ~ relation) -%}
{%- endmacro %}
