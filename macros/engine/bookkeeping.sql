{#-
    dbt's own bookkeeping around a table, where the project's contracts answer already what dbt would ask the catalogue. Every
    question is a statement, an event and, for those that go through the adapter, a namespace of all macros made for it.
-#}

{#-
    The columns of a mart against its contract: one question, what the query gives. Where name or type of any column differs
    in its spelling, dbt's own check has the word, which asks the catalogue about the contract too.
-#}
{% macro duckdb__get_assert_columns_equivalent(sql) -%}
    {%- set promised = {} -%}
    {%- for column in model['columns'].values() -%}
        {%- do promised.update({column['name']: (column['data_type'] or '') | upper}) -%}
    {%- endfor -%}
    {%- set given = {} -%}
    {%- for column in get_column_schema_from_query(sql, config.get('sql_header', none)) -%}
        {%- do given.update({column.name: column.dtype | upper}) -%}
    {%- endfor -%}
    {%- if not promised or promised != given -%}
        {{ return(assert_columns_equivalent(sql)) }}
    {%- endif -%}
{%- endmacro %}


{#- Descriptions of a table and its columns in one statement. A contract says which columns there are. -#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if not config.get('contract').enforced -%}
        {{ return(default__persist_docs(relation, model, for_relation, for_columns)) }}
    {%- endif -%}
    {%- set comments = [] -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do comments.append(duckdb__alter_relation_comment(relation, model.description)) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
        {%- for column in model.columns.values() -%}
            {%- set name = adapter.quote(column['name']) if column['quote'] else column['name'] -%}
            {%- do comments.append('comment on column ' ~ relation ~ '.' ~ name ~ ' is ' ~ duckdb_escape_comment(column['description']) ~ ';') -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if comments -%}
        {%- call statement('persist_docs') -%}
            {{ comments | join('\n') }}
        {%- endcall -%}
    {%- endif -%}
{%- endmacro %}


{#- Indexes in the way of a new table: no model declares one (a house rule), so there is none to look for. -#}
{% macro drop_indexes_on_relation(relation) -%}
{%- endmacro %}


{#- Could a foreign key of another table point here? No model declares one: a house rule. -#}
{% macro may_be_foreign_key_target(relation=none) -%}
    {{ return(false) }}
{%- endmacro %}


{#- A relation leaves the database and dbt's cache of it, without a namespace of macros made for the one statement. -#}
{% macro drop_relation_if_exists(relation) -%}
    {%- if relation is not none and relation.type is not none -%}
        {%- do adapter.cache_dropped(relation) -%}
        {%- do drop_relation(relation) -%}
    {%- elif relation is not none -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endif -%}
{%- endmacro %}


{#- A seed's rows. Seeds are written in one form of CSV, which nobody need find out by looking. -#}
{% macro duckdb__load_csv_rows(model, agate_table) -%}
    {%- set sql -%}
        copy {{ this.render() }} from {{ sql_text(adapter.get_seed_file_path(model)) }}
        (format csv, header true, auto_detect false, delimiter ',', quote '"', escape '"')
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}
