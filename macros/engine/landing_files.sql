{#- Landing over files is DuckDB's: everything here reads files. Other engines land by their own loader (`warehouse`). -#}


{#- Where landing files lie; a relative path is relative to the project, wherever dbt was called from. -#}
{% macro landing_folder() -%}
    {%- set path = var('landing_path') | string -%}
    {#- dbt fills flags.PROJECT_DIR only where the command names a folder; the invocation knows it always -#}
    {%- set project = invocation_args_dict.get('project_dir') or flags.PROJECT_DIR or '.' -%}
    {{ return(path.rstrip('/') if path.startswith('/') else project | string ~ '/' ~ path.rstrip('/')) }}
{%- endmacro %}


{#- A text as SQL writes it. -#}
{% macro sql_text(text) -%}
    {{ return("'" ~ text | replace("'", "''") ~ "'") }}
{%- endmacro %}


{#-
    The landing files: {table: [{name, relation, columns: {name: type}}]}. Files of one format with the same columns are one
    part, so that a year of daily files stays one scan.
-#}
{% macro landing_files() -%}
    {%- set found = {} -%}
    {%- set pattern = sql_text(landing_folder() ~ '/*/*.*') -%}
    {%- for path in run_query('select file from glob(' ~ pattern ~ ') order by file').columns[0].values() -%}
        {%- set table, ending = path.split('/')[-2], path.split('.')[-1] -%}
        {%- set is_known = ('source.' ~ project_name ~ '.landing.' ~ table) in graph.sources -%}
        {%- if is_known and ending in ['parquet', 'csv', 'jsonl', 'ndjson'] -%}
            {%- set parts = found.setdefault(table, []) -%}
            {%- set columns = landing_file_columns(path, ending) -%}
            {%- set alike = parts | selectattr('ending', 'equalto', ending) | selectattr('columns', 'equalto', columns) | list -%}
            {%- if alike -%}
                {%- do alike[0].paths.append(path) -%}
            {%- else -%}
                {%- do parts.append({'name': path, 'ending': ending, 'columns': columns, 'paths': [path]}) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for parts in found.values() -%}
        {%- for part in parts -%}
            {%- do part.update({'relation': landing_file_reader(part.paths, part.ending, part.columns)}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- The columns of one file with their types. JSON says text for all but lists: inference would lose offsets and zeros. -#}
{% macro landing_file_columns(path, ending) -%}
    {%- set columns = {} -%}
    {%- for row in run_query('describe select * from ' ~ landing_file_reader([path], ending)).rows -%}
        {%- set is_text = ending in ['jsonl', 'ndjson'] and not row[1].endswith('[]') -%}
        {%- do columns.update({row[0]: 'VARCHAR' if is_text else row[1]}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}


{#- The table function that reads some files of one format; with `columns`, JSON is read as those types. -#}
{% macro landing_file_reader(paths, ending, columns=none) -%}
    {%- set quoted = [] -%}
    {%- for path in paths -%}
        {%- do quoted.append(sql_text(path)) -%}
    {%- endfor -%}
    {%- set files = '[' ~ quoted | join(', ') ~ ']' -%}
    {%- if ending == 'parquet' -%}
        {{ return('read_parquet(' ~ files ~ ', hive_partitioning = false)') }}
    {%- elif ending == 'csv' -%}
        {{ return('read_csv(' ~ files ~ ", header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')") }}
    {%- elif columns is none -%}
        {{ return('read_json(' ~ files ~ ", format = 'newline_delimited', sample_size = -1)") }}
    {%- endif -%}
    {%- set typed = [] -%}
    {%- for name, type in columns.items() -%}
        {%- do typed.append(sql_text(name) ~ ": '" ~ type ~ "'") -%}
    {%- endfor -%}
    {{ return('read_json(' ~ files ~ ", format = 'newline_delimited', columns = {" ~ typed | join(', ') ~ '})') }}
{%- endmacro %}


{#- A column as naive UTC: an offset is converted, a text without one is UTC, a timestamp without one already is. -#}
{% macro landed_time(column, type) -%}
    {{ adapter.dispatch('landed_time')(column, type | upper) }}
{%- endmacro %}

{% macro default__landed_time(column, type) -%}
    cast({{ column }} as timestamp)
{%- endmacro %}

{#- A cast straight to timestamp drops the offset; make_timestamp(epoch_us()) needs no time zone data. -#}
{% macro duckdb__landed_time(column, type) -%}
    {%- if is_text_type(type) -%}
        {#- an offset is only read after seconds -#}
        {%- set whole = "regexp_replace(trim(" ~ column ~ "), '^(\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2})($|[Zz+-].*$)', '\\1:00\\2')" -%}
        make_timestamp(epoch_us(cast(nullif({{ whole }}, '') as timestamp with time zone)))
    {%- elif type == 'TIMESTAMP WITH TIME ZONE' -%}
        make_timestamp(epoch_us({{ column }}))
    {%- else -%}
        cast({{ column }} as timestamp)
    {%- endif -%}
{%- endmacro %}


{#- A list of texts as one text. -#}
{% macro joined_list(column, separator) -%}
    {{ adapter.dispatch('joined_list')(column, separator) }}
{%- endmacro %}

{% macro default__joined_list(column, separator) -%}
    array_join({{ column }}, '{{ separator }}')
{%- endmacro %}

{% macro duckdb__joined_list(column, separator) -%}
    array_to_string({{ column }}, '{{ separator }}')
{%- endmacro %}


{#- What `agent-scorecard land` wrote about its landings: {report: pattern of its files}, where there are any. -#}
{% macro landing_report_files() -%}
    {%- set written = {} -%}
    {%- for report, pattern in {'rejected_rows': '_rejected/*/*.parquet', 'landed_files': '_landings/*/*.json'}.items() -%}
        {%- set path = landing_folder() ~ '/' ~ pattern -%}
        {%- if run_query('select count(*) from glob(' ~ sql_text(path) ~ ')').columns[0].values()[0] > 0 -%}
            {%- do written.update({report: path}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(written) }}
{%- endmacro %}


{#- One report, read with the columns it is promised to have. -#}
{% macro landing_report_select(path, columns) -%}
    {%- set relation -%}
        {%- if path.endswith('.parquet') -%}
            read_parquet({{ sql_text(path) }}, union_by_name = true)
        {%- else -%}
            read_json({{ sql_text(path) }}, format = 'auto', columns = {
                {%- for column in columns %}'{{ column.name }}': '{{ column.data_type }}'{{ ', ' if not loop.last }}{% endfor -%}
            })
        {%- endif -%}
    {%- endset -%}
    select {% for column in columns %}cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ relation }}
{%- endmacro %}
