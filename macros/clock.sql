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


{#-
    Can a number no longer change: has its settling time passed since the week (day, month) that it speaks of ended?

    | end_at | when the period ended, a UTC instant |
    | settle_days | of the metric, from the registry |
    | has_clock | false for a source without times: its numbers are final at once |
    | moment | as of when; as_of unless given |
-#}
{% macro is_final(end_at, settle_days, has_clock='true', moment=none) -%}
    (not {{ has_clock }} or {{ moment or as_of() }} >= {{ end_at }} + {{ settle_days }} * interval '1' day)
{%- endmacro %}


{#- The newest week that `is_final` calls final, solved for the week. | settle_days | of the metric | moment | as of when | returns | DATE -#}
{% macro newest_final_week(settle_days, moment) -%}
    cast({{ dbt.dateadd('day', -7, week_of(moment ~ ' - ' ~ settle_days ~ " * interval '1' day")) }} as date)
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


{#- The moment the scorecard speaks for: the var `as_of`, else the newest one landed, else the epoch. | newest | an aggregate | -#}
{% macro moment_of_scorecard(newest) -%}
    {%- if var('as_of') -%}
        coalesce({{ utc_timestamp("'" ~ var('as_of') ~ "'") }}, {{ newest }})
    {%- else -%}
        coalesce({{ newest }}, cast('1970-01-01 00:00:00' as timestamp))
    {%- endif -%}
{%- endmacro %}


{#-
    Did it happen by the clock of the run, a day of slack for clocks that are ahead? True for all where the run gave none.

    | moment | a UTC instant |
-#}
{% macro known_by_the_run(moment) -%}
    {%- if var('known_until') -%}
        {{ moment }} <= {{ hours_after(utc_timestamp("'" ~ var('known_until') ~ "'"), 24) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#-
    The weeks that improvement is measured against. Declared (vars `baseline_from`, `baseline_to`), else those of the shadow
    period (four at most: one that runs on must not move them), else the first four.

    | weeks | a relation with a column `week_start`; its least is the first week |
    | returns | a select of one row: from_week, to_week, basis |
-#}
{% macro baseline_weeks(weeks) -%}
    select
        coalesce(
            {{ "cast('" ~ var('baseline_from') ~ "' as date)" if var('baseline_from') else 'cast(null as date)' }},
            shadow.from_week, first_week.week_start
        ) as from_week,
        coalesce(
            {{ "cast('" ~ var('baseline_to') ~ "' as date)" if var('baseline_to') else 'cast(null as date)' }},
            shadow.to_week, cast({{ dbt.dateadd('day', 21, 'first_week.week_start') }} as date)
        ) as to_week,
        {% if var('baseline_from') or var('baseline_to') %}'declared'{% else %}
        case when shadow.from_week is null then 'first_weeks' else 'shadow' end{% endif %} as basis

    from (select min(week_start) as week_start from {{ weeks }}) as first_week

    cross join (
        select
            {{ week_of('min(answered_at)') }} as from_week,
            least(
                {{ week_of('max(answered_at)') }},
                cast({{ dbt.dateadd('day', 21, week_of('min(answered_at)')) }} as date)
            ) as to_week
        from {{ ref('stg_shadow_answers') }}
    ) as shadow
{%- endmacro %}
