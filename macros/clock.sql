{#- The moment the scorecard speaks for: | returns | a scalar TIMESTAMP (UTC). -#}
{% macro as_of() -%}
    (select as_of from {{ ref('stg_as_of') }})
{%- endmacro %}


{#-
    Was a row about the past (a review, an alert, a decision) known at as_of?

    | time_column | when the row was written |

    People judge after the last message landed, so without the var nothing of theirs is cut; with the var set, the past
    is replayed as it was known then.
-#}
{% macro is_known(time_column) -%}
    {%- if var('as_of') -%}
        {{ time_column }} <= {{ as_of() }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- The Monday, in the reporting timezone, of the week a UTC instant lies in. | returns | DATE -#}
{% macro week_of(instant) -%}
    cast({{ dbt.date_trunc('week', local_time(instant)) }} as date)
{%- endmacro %}


{#- The first day, in the reporting timezone, of the month a UTC instant lies in. | returns | DATE -#}
{% macro month_of(instant) -%}
    cast({{ dbt.date_trunc('month', local_time(instant)) }} as date)
{%- endmacro %}


{#- The day, in the reporting timezone, that a UTC instant lies in. | returns | DATE -#}
{% macro day_of(instant) -%}
    cast({{ local_time(instant) }} as date)
{%- endmacro %}
