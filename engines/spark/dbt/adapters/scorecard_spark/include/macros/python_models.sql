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

    Delta and Iceberg do that in place. A table of Parquet lies in partitions, one for each month in which its messages were
    sent, and the partitions of which a row came, changed or moved are written again (`meta.month_of`: a ref, the key by which
    a row is found there, and its time). What is expensive, computing the rows, is done for what came alone.
-#}
{% materialization incremental, adapter='scorecard_spark', supported_languages=['python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_relation(this) -%}
  {%- set came = this.incorporate(path={'identifier': this.identifier ~ '__dbt_tmp'}, type='table') -%}
  {%- set in_place = config.get('file_format') in ['delta', 'iceberg'] -%}
  {%- set is_new = existing is none or existing.is_view or should_full_refresh() -%}
  {{ run_hooks(pre_hooks) }}
  {%- if is_new and existing is not none -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
  {%- call statement('main', language='python') -%}
    {{ create_table_as(False, target_relation if is_new and in_place else came, compiled_code, 'python') }}
  {%- endcall -%}
  {%- if not (is_new and in_place) -%}
    {%- set names = adapter.get_columns_in_relation(came) | map(attribute='name') | list -%}
    {%- if is_new -%}
      {%- do run_query('create table ' ~ this ~ ' using parquet partitioned by (sent_month) as ' ~ of_month(came, names)) -%}
    {%- else -%}
      {%- set before = adapter.get_columns_in_relation(existing) | map(attribute='name') | list -%}
      {%- if (names + ([] if in_place else ['sent_month'])) | sort != before | sort -%}
        {{ exceptions.raise_compiler_error(this ~ ' has other columns than before: build it with --full-refresh.') }}
      {%- endif -%}
      {%- do put_in(came, names, in_place) -%}
    {%- endif -%}
    {%- do adapter.drop_relation(came) -%}
  {%- endif -%}
  {%- do persist_docs(target_relation, model) -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- What came goes into the table, in the place of the rows with the same keys. -#}
{% macro put_in(came, names, in_place) -%}
  {%- set key = config.require('unique_key') -%}
  {%- set keys = '(select ' ~ key ~ ' from ' ~ came ~ ')' -%}
  {%- if in_place -%}
    {%- do run_query('delete from ' ~ this ~ ' where ' ~ key ~ ' in ' ~ keys) -%}
    {%- do run_query('insert into ' ~ this ~ ' (' ~ names | join(', ') ~ ') select ' ~ names | join(', ') ~ ' from ' ~ came) -%}
  {%- else -%}
    {%- set touched = months_of(
        'select sent_month from (' ~ of_month(came, names) ~ ') union select sent_month from ' ~ this ~ ' where ' ~ key ~ ' in ' ~ keys
        ~ ' union select explode(array(was, sent_month)) from (' ~ of_month(this, ['sent_month as was']) ~ ') where was <> sent_month'
    ) -%}
    {%- set stay = '(select ' ~ names | join(', ') ~ ' from ' ~ this ~ ' where sent_month in (' ~ touched ~ ') and ' ~ key ~ ' not in ' ~ keys
        ~ ' union all select ' ~ names | join(', ') ~ ' from ' ~ came ~ ')' -%}
    {%- do overwrite_months(this, touched, of_month(stay, names)) -%}
  {%- endif -%}
{%- endmacro %}


{#- Rows with the month in which their message was sent, as the last column. -#}
{% macro of_month(rows, names) -%}
  {%- set place = config.require('meta')['month_of'] -%}
  {%- set node = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | selectattr('name', 'equalto', place[0]) | first -%}
  select own.{{ names | join(', own.') }}, coalesce(substr(cast(timed.{{ place[2] }} as string), 1, 7), 'unknown') as sent_month
  from {{ rows }} as own
  left join {{ node.schema }}.{{ node.alias }} as timed on own.{{ place[1] }} = timed.{{ place[1] }}
{%- endmacro %}


{#- The months that a query names, as Spark's texts; an empty text where there is none. -#}
{% macro months_of(query) -%}
  {%- set found = [] -%}
  {%- for row in run_query('select distinct sent_month from (' ~ query ~ ') order by 1').rows -%}
    {%- do found.append(spark_text(row[0])) -%}
  {%- endfor -%}
  {{ return(found | join(', ')) }}
{%- endmacro %}


{#-
    The partitions of these months as a query has them, which may read the table itself: Spark writes next to it, and moves
    what it wrote at the end. A month without rows goes.
-#}
{% macro overwrite_months(relation, months, query) -%}
  {%- if months -%}
    {%- set filled = months_of(query) -%}
    {%- do run_query('set spark.sql.sources.partitionOverwriteMode = dynamic') -%}
    {%- if filled -%}
      {%- do run_query('insert overwrite table ' ~ relation ~ ' partition (sent_month) ' ~ query) -%}
    {%- endif -%}
    {%- for month in months.split(', ') if month not in filled.split(', ') -%}
      {%- do run_query('alter table ' ~ relation ~ ' drop if exists partition (sent_month = ' ~ month ~ ')') -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
