{#- Landing over files, as DuckDB reads them; Spark's variant is in spark.sql. Other engines land by their own loader (`warehouse`). -#}


{#- Where landing files lie; a relative path is relative to the project, wherever dbt was called from. -#}
{% macro landing_folder() -%}
    {#- var() renders what is in it: a folder named `{{ x }}` would lose its name -#}
    {%- set given = invocation_args_dict.get('vars') -%}
    {%- set literal = given.get('landing_path') if given is mapping -%}
    {%- set path = (literal or var('landing_path')) | string -%}
    {%- if path.startswith('/') and '\\' in path -%}
        {{ exceptions.raise_compiler_error(
            'Landing: DuckDB takes the backslash in ' ~ path ~ ' for a slash: rename the folder, or name another landing_path.'
        ) }}
    {%- endif -%}
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
    part, so that a year of daily files stays one scan. A file that cannot be read stops the build by its name: rows that
    vanish without a word are the failure that nobody sees. Names that begin with `_` or `.` are left alone.
-#}
{% macro landing_files() -%}
    {{ return(adapter.dispatch('landing_files', 'agent_scorecard')()) }}
{%- endmacro %}

{% macro default__landing_files() -%}
    {{ exceptions.raise_compiler_error('Landing: ' ~ target.type ~ ' does not read files here: land with your own loader (landing: warehouse).') }}
{%- endmacro %}

{% macro duckdb__landing_files() -%}
    {%- set found = {} -%}
    {%- set root = landing_folder() ~ '/' -%}
    {%- set pattern = sql_text(glob_escaped(root) ~ '**') -%}
    {%- for path in run_query('select file from glob(' ~ pattern ~ ') order by file').columns[0].values() -%}
        {%- set parts = path[(root | length):].split('/') -%}
        {%- set table, ending = parts[0], landing_ending(path) -%}
        {%- set is_known = ('source.' ~ project_name ~ '.landing.' ~ table) in graph.sources -%}
        {%- set hidden = namespace(is_one=path.split('.')[-1] | lower not in data_endings()) -%}
        {%- for part in parts if part[:1] in ['_', '.'] -%}{%- set hidden.is_one = true -%}{%- endfor -%}
        {%- if hidden.is_one -%}
        {%- elif not is_known or parts | length < 2 or ending not in ['parquet', 'csv', 'jsonl', 'ndjson'] -%}
            {{ exceptions.raise_compiler_error(
                'Landing: ' ~ path ~ ' is no file of a landing table: it must lie in a folder named like its table and end in '
                ~ '.parquet, .csv, .jsonl or .ndjson (.gz too). Land it with `agent-scorecard land`, move it, or begin its name with _.'
            ) }}
        {%- else -%}
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


{#- A folder's name as a glob takes it: literally. -#}
{% macro glob_escaped(path) -%}
    {%- set sign = modules.re.compile('([*?[])') -%}
    {{ return(sign.sub('[\\1]', path)) }}
{%- endmacro %}


{#- The endings that say that a file holds rows, whether they can be read or not. -#}
{% macro data_endings() -%}
    {{ return([
        'parquet', 'csv', 'jsonl', 'ndjson', 'json', 'gz', 'bz2', 'zst', 'zip', 'tar', '7z', 'tsv', 'txt', 'xlsx', 'xlsm', 'xlsb',
        'xls', 'ods', 'avro', 'orc'
    ]) }}
{%- endmacro %}


{#- The format's ending of a file name, in small letters and without that of its compression. -#}
{% macro landing_ending(path) -%}
    {%- set parts = (path.split('/')[-1] | lower).split('.') -%}
    {{ return(parts[-2] if parts[-1] == 'gz' and parts | length > 2 else parts[-1]) }}
{%- endmacro %}


{#-
    The columns of a CSV file as `read_csv` takes them, all of text: those given, else what its first line names. DuckDB
    itself splits that line, with the same signs and no guessing.
-#}
{% macro csv_columns(path, columns=none) -%}
    {%- set names = columns.keys() | list if columns else [] -%}
    {%- if not columns -%}
        {%- set header = 'read_csv(' ~ sql_text(path) ~ ", header = false, all_varchar = true, delim = ',', quote = '\"', escape = '\"', comment = '', max_line_size = 16777216, null_padding = true, ignore_errors = true)" -%}
        {%- set rows = run_query('select * from ' ~ header ~ ' limit 1').rows -%}
        {%- if not rows -%}
            {{ exceptions.raise_compiler_error('Landing: ' ~ path ~ ' is empty: it needs a header.') }}
        {%- endif -%}
        {%- for name in rows[0].values() -%}
            {%- do names.append(name or 'unnamed_' ~ loop.index) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set typed = [] -%}
    {%- for name in names -%}
        {%- do typed.append(sql_text(name) ~ ": 'VARCHAR'") -%}
    {%- endfor -%}
    {{ return(typed | join(', ')) }}
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
        {#- nothing is sniffed: a comment sign would swallow the rows that begin with it, and an error never drops a row -#}
        {{ return(
            'read_csv(' ~ files ~ ", auto_detect = false, header = true, columns = {" ~ csv_columns(paths[0], columns) ~ "}, delim = ',', quote = '\"', "
            ~ "escape = '\"', comment = '', max_line_size = 16777216, buffer_size = 67108864, strict_mode = true)"
        ) }}
    {%- elif columns is none -%}
        {{ return('read_json(' ~ files ~ ", format = 'newline_delimited', sample_size = -1, maximum_object_size = 67108864)") }}
    {%- endif -%}
    {%- set typed = [] -%}
    {%- for name, type in columns.items() -%}
        {%- do typed.append(sql_text(name) ~ ": '" ~ type ~ "'") -%}
    {%- endfor -%}
    {{ return('read_json(' ~ files ~ ", format = 'newline_delimited', maximum_object_size = 67108864, columns = {" ~ typed | join(', ') ~ '})') }}
{%- endmacro %}


{#-
    A column as naive UTC: an offset is converted, a text without one is UTC, a timestamp without one already is.

    | place | what to name where a text is no time |
-#}
{% macro landed_time(column, type, place='landing') -%}
    {{ adapter.dispatch('landed_time')(column, type | upper, place) }}
{%- endmacro %}

{% macro default__landed_time(column, type, place) -%}
    cast({{ column }} as timestamp)
{%- endmacro %}

{#-
    The texts that `agent-scorecard land` reads as times, and no others: ISO 8601 with a space or a T, an offset with or
    without a space and a colon. A cast straight to timestamp drops the offset; make_timestamp(epoch_us()) needs no time
    zone data.
-#}
{% macro duckdb__landed_time(column, type, place) -%}
    {%- if is_text_type(type) -%}
        {%- set steps = [
            ("^(\\d{4}-\\d\\d-\\d\\d)$", "\\1 00:00:00"),
            ("^(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d)($| *(?:[Zz+-]|UTC).*$)", "\\1 \\2:00\\3"),
            ("(:\\d\\d),(\\d)", "\\1.\\2"),
            (" *(?:Z|z|UTC)$", "+00:00"),
            (" *([+-]\\d\\d)$", "\\1:00"),
            (" *([+-]\\d\\d):?(\\d\\d)$", "\\1:\\2"),
        ] -%}
        {%- set text = "nullif(trim(" ~ column ~ "), '')" -%}
        {%- set whole = namespace(sql=text) -%}
        {%- for pattern, replacement in steps -%}
            {%- set whole.sql = "regexp_replace(" ~ whole.sql ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "')" -%}
        {%- endfor -%}
        {%- set form = "^\\d{4}-\\d\\d-\\d\\d[T ]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?([+-]\\d\\d:\\d\\d)?$" -%}
        case
            when {{ text }} is not null then coalesce(
                case
                    when regexp_matches({{ whole.sql }}, '{{ form }}')
                        then make_timestamp(epoch_us(try_cast({{ whole.sql }} as timestamp with time zone)))
                end,
                cast(error(concat(
                    'Landing: {{ place | replace("'", "''") }} holds what is not a time (ISO 8601, such as 2025-03-03T09:00:00Z), of the form ',
                    regexp_replace(regexp_replace({{ text }}, '[0-9]', '9', 'g'), '[^0-9:. +/T-]', 'x', 'g')
                )) as timestamp)
            )
        end
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
    {{ return(adapter.dispatch('landing_report_files', 'agent_scorecard')()) }}
{%- endmacro %}

{% macro default__landing_report_files() -%}
    {{ return({}) }}
{%- endmacro %}

{% macro duckdb__landing_report_files() -%}
    {%- set written = {} -%}
    {%- for report, pattern in {'rejected_rows': '_rejected/*/*.parquet', 'landed_files': '_landings/*/*.json'}.items() -%}
        {%- set path = glob_escaped(landing_folder()) ~ '/' ~ pattern -%}
        {%- if run_query('select count(*) from glob(' ~ sql_text(path) ~ ')').columns[0].values()[0] > 0 -%}
            {%- do written.update({report: path}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(written) }}
{%- endmacro %}


{#- One report, read with the columns it is promised to have; null where an older landing did not write one yet. -#}
{% macro landing_report_select(path, columns) -%}
    {%- set known = [] -%}
    {%- set relation -%}
        {%- if path.endswith('.parquet') -%}
            read_parquet({{ sql_text(path) }}, union_by_name = true)
        {%- else -%}
            read_json({{ sql_text(path) }}, format = 'auto', columns = {
                {%- for column in columns %}'{{ column.name }}': '{{ column.data_type }}'{{ ', ' if not loop.last }}{% endfor -%}
            })
        {%- endif -%}
    {%- endset -%}
    {%- for row in run_query('describe select * from ' ~ relation).rows -%}
        {%- do known.append(row[0]) -%}
    {%- endfor -%}
    select
        {%- for column in columns %}
        cast({{ column.name if column.name in known else 'null' }} as {{ column.data_type }}) as {{ column.name }}{{ ', ' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
{%- endmacro %}
