{#- A type of the landing contract in the engine's own words: some know text only as `string`. -#}
{% macro type_of(data_type) -%}
    {{ return(adapter.dispatch('type_of', 'agent_scorecard')(data_type)) }}
{%- endmacro %}

{% macro default__type_of(data_type) -%}
    {{ data_type }}
{%- endmacro %}

{% macro spark__type_of(data_type) -%}
    {{ 'string' if data_type | lower in ['varchar', 'text'] else data_type }}
{%- endmacro %}


{#- A double as a decimal, of which DuckDB rounds what it multiplied. | value | a double | digits, places | of the decimal | -#}
{% macro decimal_of(value, digits, places) -%}
    {{ return(adapter.dispatch('decimal_of', 'agent_scorecard')(value, digits, places)) }}
{%- endmacro %}

{% macro default__decimal_of(value, digits, places) -%}
    cast({{ value }} as decimal({{ digits }}, {{ places }}))
{%- endmacro %}

{#- Spark would round the decimal digits that are printed of a double: .12345 is a little less than that -#}
{% macro spark__decimal_of(value, digits, places) -%}
    cast(cast(round(({{ value }}) * 1e{{ places }}) as decimal({{ digits }}, 0)) / {{ 10 ** places }} as decimal({{ digits }}, {{ places }}))
{%- endmacro %}


{#-
    Rows of an incremental table that have no match any more are taken out; for a post-hook.

    | relation | the table | columns | its key | others | the relation that a row has to be in | condition | on the rows of that one |
-#}
{% macro keep_rows_of(relation, columns, others, condition='true') -%}
    {{ return(adapter.dispatch('keep_rows_of', 'agent_scorecard')(relation, columns, others, condition)) }}
{%- endmacro %}

{% macro default__keep_rows_of(relation, columns, others, condition) -%}
    {%- set key = columns[0] if columns | length == 1 else '(' ~ columns | join(', ') ~ ')' -%}
    delete from {{ relation }} where {{ key }} not in (select {{ key }} from {{ others }} where {{ condition }})
{%- endmacro %}

{#- Parquet has no delete: where a row has to go, the partition of its month is written again; Delta and Iceberg have one -#}
{% macro scorecard_spark__keep_rows_of(relation, columns, others, condition) -%}
    {%- if execute and config.get('file_format') in ['delta', 'iceberg'] -%}
        {{ return(default__keep_rows_of(relation, columns, others, condition)) }}
    {%- elif execute -%}
        {%- set same = [] -%}
        {%- for column in columns -%}{%- do same.append('own.' ~ column ~ ' = others.' ~ column) -%}{%- endfor -%}
        {%- set rest = ' join (select * from ' ~ others ~ ' where ' ~ condition ~ ') as others on ' ~ same | join(' and ') -%}
        {%- set months = months_of('select own.sent_month from ' ~ relation ~ ' as own left anti' ~ rest) -%}
        {%- do overwrite_months(relation, months, 'select own.* from ' ~ relation ~ ' as own left semi' ~ rest ~ ' where own.sent_month in (' ~ months ~ ')') -%}
    {%- endif -%}
{%- endmacro %}
