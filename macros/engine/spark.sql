{#-
    What dbt-spark does in another way than DuckDB, or not at all. Times have no zone on Spark: the profile sets
    `spark.sql.timestampType: TIMESTAMP_NTZ`.
-#}


{#- A date or an instant some whole parts later; dbt-spark's own goes through seconds since 1970, which are no time without a zone. -#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12}[datepart] -%}
    {%- if months -%}
        (cast({{ from_date_or_timestamp }} as timestamp) + make_ym_interval(0, cast(({{ interval }}) * {{ months }} as int)))
    {%- else -%}
        {%- set seconds = {'week': 604800, 'day': 86400, 'hour': 3600, 'minute': 60, 'second': 1}[datepart] -%}
        (cast({{ from_date_or_timestamp }} as timestamp) + ({{ interval }}) * interval '{{ seconds }}' second)
    {%- endif -%}
{%- endmacro %}


{#- How often the clock or the calendar turned to a new second, hour or day from one date or instant to another. -#}
{% macro spark__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'second' -%}
        {{ seconds_between(first_date, second_date) }}
    {%- elif datepart == 'hour' -%}
        cast(floor(unix_micros({{ second_date }}) / 3600e6) - floor(unix_micros({{ first_date }}) / 3600e6) as bigint)
    {%- elif datepart == 'day' -%}
        cast(datediff(cast({{ second_date }} as date), cast({{ first_date }} as date)) as bigint)
    {%- else -%}
        {{ exceptions.raise_compiler_error('datediff on Spark counts seconds, hours and days here, and not ' ~ datepart) }}
    {%- endif -%}
{%- endmacro %}


{#- Texts in one, in an order; dbt-spark's own forgets the order. -#}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    listagg({{ measure }}, {{ delimiter_text }}) {{ 'within group (' ~ order_by_clause ~ ')' if order_by_clause }}
{%- endmacro %}


{#- Types of a contract are written in DuckDB's words: Spark knows text without a length only as `string`. -#}
{% macro spark__get_empty_schema_sql(columns) -%}
    select
        {% for column in columns.values() -%}
        cast(null as {{ type_of(column.data_type) }}) as {{ column.name }}{{ ', ' if not loop.last }}
        {% endfor -%}
{%- endmacro %}


{#-
    A contract on Spark: the columns have to be the contract's, by name, and each is brought to its type. Spark counts in other
    widths than DuckDB (the mean of decimals is one, a small number is an `int`).
-#}
{% macro spark__get_assert_columns_equivalent(sql) -%}
    {%- set found = get_column_schema_from_query(sql, config.get('sql_header', none)) -%}
    {%- if found | map(attribute='name') | map('lower') | sort != model['columns'].keys() | map('lower') | sort -%}
        {%- do exceptions.raise_contract_error(format_columns(get_column_schema_from_query(get_empty_schema_sql(model['columns']))), format_columns(found)) -%}
    {%- endif -%}
{%- endmacro %}

{% macro spark__get_select_subquery(sql) -%}
    select
        {% for column in model['columns'].values() -%}
        cast({{ adapter.quote(column.name) }} as {{ type_of(column.data_type) }}) as {{ adapter.quote(column.name) }}{{ ', ' if not loop.last }}
        {% endfor -%}
    from ({{ sql }}) as contracted
{%- endmacro %}


{#- Seeds: one statement a seed, with the values in it. dbt-spark's own gives them by hand and forgets to escape a quote. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- do columns.append(adapter.quote(name) ~ ' ' ~ type_of(types.get(name) or adapter.convert_type(agate_table, loop.index0))) -%}
    {%- endfor -%}
    {%- set sql = 'create table ' ~ this ~ ' (' ~ columns | join(', ') ~ ') using ' ~ (config.get('file_format') or 'parquet') -%}
    {%- call statement('_') -%}{{ sql }}{%- endcall -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set rows = [] -%}
    {%- for row in agate_table.rows -%}
        {%- set values = [] -%}
        {%- for value in row.values() -%}
            {%- set name = agate_table.column_names[loop.index0] -%}
            {%- set type = type_of(types.get(name) or adapter.convert_type(agate_table, loop.index0)) -%}
            {%- do values.append('cast(' ~ ('null' if value is none else spark_text(value)) ~ ' as ' ~ type ~ ')') -%}
        {%- endfor -%}
        {%- do rows.append('(' ~ values | join(', ') ~ ')') -%}
    {%- endfor -%}
    {%- set sql = 'insert into ' ~ this ~ ' values ' ~ rows | join(', ') -%}
    {%- if rows -%}{%- call statement('rows') -%}{{ sql }}{%- endcall -%}{%- endif -%}
    {{ return(sql) }}
{%- endmacro %}


{#- A value as Spark's SQL writes a text: a backslash is a sign of its own there. -#}
{% macro spark_text(value) -%}
    {{ return("'" ~ value | string | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") }}
{%- endmacro %}


{#- The landing folders of Parquet, in a session that can read them (engines/spark). | returns | as landing_files() | -#}
{% macro spark__landing_files() -%}
    {%- set tables = graph.sources.values() | selectattr('source_name', 'equalto', 'landing') | map(attribute='name') | list -%}
    {{ return(adapter.landing_parts(landing_folder(), tables)) }}
{%- endmacro %}
