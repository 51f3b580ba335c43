{#-
    A share from 0 to 1 that belongs to a text for ever: the first 8 hex digits of its md5, over 2^32.

    | text | an expression of text |
    | returns | DOUBLE; the same on every engine, and in Python (agent_scorecard.review.draw) |
-#}
{% macro hash_share(text) -%}
    {{ return(adapter.dispatch('hash_share', 'agent_scorecard')(text)) }}
{%- endmacro %}

{% macro default__hash_share(text) -%}
    cast(cast(conv(substr(md5({{ text }}), 1, 8), 16, 10) as bigint) as double) / 4294967296
{%- endmacro %}

{% macro snowflake__hash_share(text) -%}
    cast(to_number(substr(md5({{ text }}), 1, 8), 'XXXXXXXX') as double) / 4294967296
{%- endmacro %}

{% macro bigquery__hash_share(text) -%}
    cast(cast(concat('0x', substr(to_hex(md5({{ text }})), 1, 8)) as int64) as float64) / 4294967296
{%- endmacro %}

{% macro duckdb__hash_share(text) -%}
    cast(cast(concat('0x', substr(md5({{ text }}), 1, 8)) as bigint) as double) / 4294967296
{%- endmacro %}
