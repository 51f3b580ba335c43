{#-
    DuckDB changes its catalogue within a transaction, so a relation is replaced in place, and a model that fails leaves the
    old one as it was. The adapter's own way (build beside it, rename the old one away and the new one in, drop the old)
    works where that is not so; here it asks the catalogue a dozen times per model, a fifth of a build of the sample.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}

    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if model.language == 'python' -%}
        {#- Python's rows come through another connection, which must not wait for what this one has not committed -#}
        {%- set beside = make_intermediate_relation(target_relation) -%}
        {%- if load_cached_relation(beside) -%}
            {%- do run_query('drop table if exists ' ~ beside.render()) -%}
            {%- do adapter.commit() -%}
        {%- endif -%}
        {%- call statement('main', language='python') -%}
            {{ create_table_as(False, beside, compiled_code, 'python') }}
        {%- endcall %}
        {%- call statement('placed') -%}
            {{ drop_existing(load_cached_relation(this)) }}
            alter table {{ beside }} rename to {{ target_relation.include(database=False, schema=False) }};
        {%- endcall %}
    {%- else -%}
        {%- call statement('main') -%}
            {{ drop_existing(load_cached_relation(this)) }}
            {{ create_table_as(False, target_relation, compiled_code) }}
        {%- endcall %}
    {%- endif %}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{% materialization view, adapter='duckdb' %}

    {%- set target_relation = this.incorporate(type='view') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') -%}
        {{ drop_existing(load_cached_relation(this)) }}
        {{ get_create_view_as_sql(target_relation, compiled_code) }}
    {%- endcall %}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{#- The statement that takes away what stands in a relation's place. -#}
{% macro drop_existing(relation) -%}
    {%- if relation is not none -%}
        drop {{ relation.type }} if exists {{ relation.render() }};
    {%- endif -%}
{%- endmacro %}
