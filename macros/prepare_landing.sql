{#-
    Before anything else runs: in `files` and `warehouse` mode, a typed view for every table of the contract, and in every
    mode the three reports on landing that data_quality reads (what was rejected, landed, unknown).
-#}
{% macro prepare_landing() -%}
    {%- if execute -%}
        {%- set mode = var('landing') -%}
        {%- if mode not in ['sample', 'files', 'warehouse'] -%}
            {{ exceptions.raise_compiler_error("The var landing is '" ~ mode ~ "'; it is one of sample, files, warehouse.") }}
        {%- endif -%}
        {%- do limit_memory() -%}
        {%- do keep_what_is_built(mode) -%}
        {%- do run_query('create schema if not exists landing') -%}
        {%- set unknown = [] -%}
        {%- if mode != 'sample' -%}
            {%- set found = landing_files() if mode == 'files' else landing_warehouse_tables() -%}
            {%- for source_node in graph.sources.values() | selectattr('source_name', 'equalto', 'landing') -%}
                {%- set parts = found.get(source_node.name, []) -%}
                {%- do check_landing_columns(source_node, parts) -%}
                {%- do make_landing(source_node.name, landing_select(source_node, parts)) -%}
                {%- for name in unknown_landing_columns(source_node, parts) -%}
                    {%- do unknown.append((source_node.name, name)) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endif -%}
        {%- do prepare_landing_reports(unknown) -%}
        {#- looking a relation up opens a transaction, which nobody else would commit -#}
        {%- do adapter.commit() -%}
    {%- endif -%}
{%- endmacro %}


{#-
    One landing relation: a view, or a table where the rows lie in another database. Those are read once, at one moment, and
    not again by every model.

    | name | of the landing table |
    | query | its rows, typed |
-#}
{% macro make_landing(name, query) -%}
    {%- set kind = 'table' if var('landing_database') else 'view' -%}
    {%- set before = adapter.get_relation(target.database, 'landing', name) -%}
    {%- if before and before.type != kind -%}
        {%- do adapter.drop_relation(before) -%}
    {%- endif -%}
    {%- do run_query('create or replace ' ~ kind ~ ' landing.' ~ name ~ ' as ' ~ query) -%}
{%- endmacro %}


{#-
    Stops the build where a required table or a required column is missing.

    | source_node | the contract of the table |
    | parts | where its rows lie: a list of {name, relation, columns: {name: type}}, one per file or table |
-#}
{% macro check_landing_columns(source_node, parts) -%}
    {%- if source_node.config.meta.get('required') and not parts -%}
        {{ exceptions.raise_compiler_error(
            'Landing: the required table ' ~ source_node.name ~ ' is missing: nothing at ' ~ landing_place(source_node.name) ~ '.'
        ) }}
    {%- endif -%}
    {%- for part in parts -%}
        {%- for column in source_node.columns.values() if column.config.meta.get('required') and column.name not in part.columns -%}
            {{ exceptions.raise_compiler_error(
                'Landing: the table ' ~ source_node.name ~ ' needs the column ' ~ column.name ~ ', and ' ~ part.name
                ~ ' does not have it. It has: ' ~ part.columns | join(', ') ~ '.'
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{#- The typed select of one landing table over all its parts; no rows where it has none. -#}
{% macro landing_select(source_node, parts) -%}
    {%- for part in parts or [none] %}
        select
            {%- for column in source_node.columns.values() %}
            {{ landing_value(column, part) }} as {{ column.name }},
            {%- endfor %}
            {% if part and '_loaded_at' in part.columns -%}
            {{ landed_time('_loaded_at', part.columns['_loaded_at'], part.name ~ ', column _loaded_at,') }}
            {%- else -%}
            cast(null as timestamp)
            {%- endif %} as _loaded_at
        {{ 'from ' ~ part.relation if part else 'where false' }}
        {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- A word as the contract lists it: in any case, with spaces or hyphens, or by a known synonym; any other stays as it is. -#}
{% macro listed_word(value, meta) -%}
    case replace(replace(lower(trim({{ value }})), ' ', '_'), '-', '_')
        {%- for word in meta.get('values') %}
        when '{{ word }}' then '{{ word }}'
        {%- endfor %}
        {%- for meant, words in (meta.get('synonyms') or {}).items() %}
        {%- for word in words %}
        when '{{ word }}' then '{{ meant }}'
        {%- endfor %}
        {%- endfor %}
        else {{ value }}
    end
{%- endmacro %}


{#- One contract column of one part: cast, with the contract's default, null of its type where the part lacks it. -#}
{% macro landing_value(column, part) -%}
    {%- set default = column.config.meta.get('default') -%}
    {%- if not part or column.name not in part.columns -%}
        cast({{ default or 'null' }} as {{ type_of(column.data_type) }})
    {%- else -%}
        {%- set value = landing_cast(column, part.columns[column.name], part.name) -%}
        {%- set statuses = landing_source('tickets').columns['status'].config.meta -%}
        {%- if column.config.meta.get('values') -%}
            {%- set value = listed_word(value, column.config.meta) -%}
        {%- elif column.name in ['from_value', 'to_value'] -%}
            {%- set value = "case when lower(event_type) = 'status_changed' then " ~ listed_word(value, statuses) ~ ' else ' ~ value ~ ' end' -%}
        {%- endif -%}
        {{ 'coalesce(' ~ value ~ ', ' ~ default ~ ')' if default else value }}
    {%- endif -%}
{%- endmacro %}


{#- A column as the contract types it, from the type it has: times to naive UTC, lists to text, empty text to null. -#}
{% macro landing_cast(column, type, part_name='') -%}
    {%- set name = adapter.quote(column.name) -%}
    {%- if column.data_type == 'timestamp' -%}
        {{ landed_time(name, type, part_name ~ ', column ' ~ column.name ~ ',') }}
    {%- elif type.endswith('[]') -%}
        {{ joined_list(name, column.config.meta.get('list', ';')) }}
    {%- else -%}
        cast({{ "nullif(" ~ name ~ ", '')" if is_text_type(type) else name }} as {{ type_of(column.data_type) }})
    {%- endif -%}
{%- endmacro %}


{#- Is a type, as an engine writes it, one of text? -#}
{% macro is_text_type(type) -%}
    {{ return(type.split('(')[0] | lower in ['varchar', 'character varying', 'string', 'text']) }}
{%- endmacro %}


{#- Columns that lie in landing and that the contract does not know; a loader's own (_loaded_at, _fivetran_synced) aside. -#}
{% macro unknown_landing_columns(source_node, parts) -%}
    {%- set names = [] -%}
    {%- for part in parts -%}
        {%- for name in part.columns if name not in source_node.columns and not name.startswith('_') and name not in names -%}
            {%- do names.append(name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{%- endmacro %}


{#- Where a table is looked for, to tell in a message. -#}
{% macro landing_place(table) -%}
    {%- if var('landing') == 'files' -%}
        {{ return(landing_folder() ~ '/' ~ table ~ '/*.parquet (nor .csv, nor .jsonl)') }}
    {%- endif -%}
    {{ return((var('landing_database') ~ '.' if var('landing_database') else '') ~ var('landing_schema') ~ '.' ~ table) }}
{%- endmacro %}


{#- The team's own tables, by name: {table: [{name, relation, columns}]}. -#}
{% macro landing_warehouse_tables() -%}
    {%- if var('landing_schema') | lower == 'landing' -%}
        {{ exceptions.raise_compiler_error(
            "The var landing_schema is 'landing', where the build keeps its own typed views. Let the loader write to another schema."
        ) }}
    {%- endif -%}
    {%- set found = {} -%}
    {%- for source_node in graph.sources.values() | selectattr('source_name', 'equalto', 'landing') -%}
        {%- set relation = adapter.get_relation(var('landing_database') or target.database, var('landing_schema'), source_node.name) -%}
        {%- if relation is not none -%}
            {%- set columns = {} -%}
            {%- for column in adapter.get_columns_in_relation(relation) -%}
                {%- do columns.update({column.name | lower: column.data_type}) -%}
            {%- endfor -%}
            {%- do found.update({source_node.name: [{'name': relation.render(), 'relation': relation.render(), 'columns': columns}]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#-
    The reports on landing: `landing.rejected_rows`, `landing.landed_files` (both from what `agent-scorecard land` wrote,
    empty elsewhere) and `landing.unknown_columns`.
-#}
{% macro prepare_landing_reports(unknown) -%}
    {%- set written = landing_report_files() if var('landing') == 'files' else {} -%}
    {%- for source_node in graph.sources.values() | selectattr('source_name', 'equalto', 'landing_reports') -%}
        {%- set columns = source_node.columns.values() -%}
        {%- set select_null -%}
            select {% for column in columns %}cast(null as {{ type_of(column.data_type) }}) as {{ column.name }}{{ ', ' if not loop.last }}{% endfor %}
        {%- endset -%}
        {%- if source_node.name == 'unknown_columns' -%}
            {%- set rows -%}
                {%- for table, name in unknown %}
                    select {{ sql_text(table) }} as table_name, {{ sql_text(name) }} as column_name {{ 'union all' if not loop.last }}
                {%- endfor -%}
            {%- endset -%}
            {%- set query = rows if unknown else select_null ~ ' where false' -%}
        {%- elif written.get(source_node.name) -%}
            {%- set query = landing_report_select(written[source_node.name], columns) -%}
        {%- else -%}
            {%- set query = select_null ~ ' where false' -%}
        {%- endif -%}
        {%- do run_query('create or replace view landing.' ~ source_node.name ~ ' as ' ~ query) -%}
    {%- endfor -%}
{%- endmacro %}


{#-
    Stops where the database holds numbers of another kind of landing: a team's own numbers are never replaced by the sample,
    nor the other way round, without the word `replace: true`.

    | mode | the var landing |
-#}
{% macro keep_what_is_built(mode) -%}
    {%- set is_asked = flags.WHICH in ['build', 'run', 'retry'] and not var('replace', false) -%}
    {%- set schema = generate_schema_name('staging', none) -%}
    {%- set relation = adapter.get_relation(target.database, schema, 'stg_as_of') if is_asked else none -%}
    {%- if relation and 'landing' in adapter.get_columns_in_relation(relation) | map(attribute='name') -%}
        {%- set before = run_query('select landing from ' ~ relation).columns[0].values() -%}
        {%- if before and (before[0] == 'sample') != (mode == 'sample') -%}
            {{ exceptions.raise_compiler_error(
                'This database was built from ' ~ landing_kind(before[0]) ~ ', and this build would put ' ~ landing_kind(mode) ~ ' in its place. '
                ~ "Say so (--vars '{replace: true}', or `agent-scorecard run --replace`), or build another file (SCORECARD_DB)."
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Where rows come from, in words. | mode | sample, files or warehouse | -#}
{% macro landing_kind(mode) -%}
    {{ return({'sample': 'the sample', 'files': 'your own files', 'warehouse': 'your own warehouse'}[mode]) }}
{%- endmacro %}
