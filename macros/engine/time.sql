{#- Text, or a timestamp of any kind, as a UTC instant without a zone. A value without an offset is UTC already. -#}
{% macro utc_timestamp(value) -%}
    {{ return(adapter.dispatch('utc_timestamp', 'agent_scorecard')(value)) }}
{%- endmacro %}

{% macro default__utc_timestamp(value) -%}
    cast({{ value }} as timestamp)
{%- endmacro %}

{#- the session's zone is UTC (profiles.yml), so the way through the zoned type keeps the instant -#}
{% macro duckdb__utc_timestamp(value) -%}
    cast(cast({{ value }} as timestamp with time zone) as timestamp)
{%- endmacro %}


{#- The clock on the wall of the reporting timezone at a UTC instant. -#}
{% macro local_time(instant) -%}
    {{ return(adapter.dispatch('local_time', 'agent_scorecard')(instant)) }}
{%- endmacro %}

{% macro default__local_time(instant) -%}
    cast(from_utc_timestamp({{ instant }}, '{{ var("reporting_timezone") }}') as timestamp)
{%- endmacro %}

{% macro snowflake__local_time(instant) -%}
    convert_timezone('UTC', '{{ var("reporting_timezone") }}', {{ instant }})
{%- endmacro %}

{% macro bigquery__local_time(instant) -%}
    timestamp(datetime({{ instant }}, '{{ var("reporting_timezone") }}'))
{%- endmacro %}

{% macro duckdb__local_time(instant) -%}
    timezone('{{ var("reporting_timezone") }}', timezone('UTC', {{ instant }}))
{%- endmacro %}


{#- The UTC instant at which a local day begins in the reporting timezone. -#}
{% macro day_start(day) -%}
    {{ return(adapter.dispatch('day_start', 'agent_scorecard')(day)) }}
{%- endmacro %}

{% macro default__day_start(day) -%}
    cast(to_utc_timestamp(cast({{ day }} as timestamp), '{{ var("reporting_timezone") }}') as timestamp)
{%- endmacro %}

{% macro snowflake__day_start(day) -%}
    convert_timezone('{{ var("reporting_timezone") }}', 'UTC', cast({{ day }} as timestamp_ntz))
{%- endmacro %}

{% macro bigquery__day_start(day) -%}
    timestamp(cast({{ day }} as datetime), '{{ var("reporting_timezone") }}')
{%- endmacro %}

{% macro duckdb__day_start(day) -%}
    timezone('UTC', timezone('{{ var("reporting_timezone") }}', cast({{ day }} as timestamp)))
{%- endmacro %}


{#- Whole seconds from one UTC instant to another: elapsed time, so daylight saving does not bend it. -#}
{% macro seconds_between(from_instant, to_instant) -%}
    {{ return(adapter.dispatch('seconds_between', 'agent_scorecard')(from_instant, to_instant)) }}
{%- endmacro %}

{% macro default__seconds_between(from_instant, to_instant) -%}
    cast(floor(unix_micros({{ to_instant }}) / 1e6) - floor(unix_micros({{ from_instant }}) / 1e6) as bigint)
{%- endmacro %}

{% macro snowflake__seconds_between(from_instant, to_instant) -%}
    datediff('second', {{ from_instant }}, {{ to_instant }})
{%- endmacro %}

{% macro duckdb__seconds_between(from_instant, to_instant) -%}
    date_diff('second', {{ from_instant }}, {{ to_instant }})
{%- endmacro %}


{#- A UTC instant some hours later, whole or in part: an interval of half an hour is none at all to some engines. -#}
{% macro hours_after(instant, hours) -%}
    ({{ instant }} + interval '{{ (hours | float * 3600) | int }}' second)
{%- endmacro %}


{#-
    A row for each date from one to another, so many days apart; in a select list, of rows that know both.

    | first, last | dates; where one is null there are no rows | days | from one to the next |
-#}
{% macro each_date(first, last, days=1) -%}
    {{ return(adapter.dispatch('each_date', 'agent_scorecard')(first, last, days)) }}
{%- endmacro %}

{% macro default__each_date(first, last, days) -%}
    explode(sequence({{ first }}, {{ last }}, interval '{{ days }}' day))
{%- endmacro %}

{% macro duckdb__each_date(first, last, days) -%}
    cast(unnest(generate_series({{ first }}, {{ last }}, interval '{{ days }}' day)) as date)
{%- endmacro %}
