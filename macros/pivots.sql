{#- The numbers of every week and category, in long form. | returns | a select: the columns of int_metric_values, `week_start`, `category` -#}
{% macro weekly_numbers() -%}
    select
        *,
        period_start as week_start,
        segment as category

    from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type = 'category'
{%- endmacro %}


{#-
    One metric of the long scorecard as the columns of a weekly mart, in the order of a sentence.

    | metric | a key of the metric registry |
    | name | the column's name where the key is not one |
    | has_status | false for the rows of one estimator, which know a hint of it and no more (`part_status`) |
    | returns | aggregate expressions: numerator, denominator, value, _low, _high, _status (or _hint) |
-#}
{% macro metric_columns(metric, name=none, has_status=true) -%}
    {%- set name = name or metric -%}
    {%- for part in ['numerator', 'denominator'] %}
    max(case when metric = '{{ metric }}' then {{ part }} end) as {{ name }}_{{ part }},
    {%- endfor %}
    max(case when metric = '{{ metric }}' then value end) as {{ name }},
    max(case when metric = '{{ metric }}' then value_low end) as {{ name }}_low,
    max(case when metric = '{{ metric }}' then value_high end) as {{ name }}_high,
    {%- set state = 'status' if has_status else 'hint' %}
    max(case when metric = '{{ metric }}' then {{ 'status' if has_status else 'status_hint' }} end) as {{ name }}_{{ state }}
{%- endmacro %}


{#-
    How far a number can be trusted that one mart alone publishes, as every number of the registry says it; from ten rows on.

    | name | the columns' name; its value, denominator and hint are in `parts` |
    | parts | the alias of the relation that has them; that of the row's `is_final` is `pivoted` |
-#}
{% macro part_status(name, parts) -%}
    case
        when {{ parts }}.{{ name }}_hint in ('unverified', 'not_reached', 'not_applicable', 'no_data') then {{ parts }}.{{ name }}_hint
        when {{ parts }}.{{ name }} is null then 'no_data'
        when not pivoted.is_final then 'immature'
        when {{ parts }}.{{ name }}_hint is not null then {{ parts }}.{{ name }}_hint
        when {{ parts }}.{{ name }}_denominator < 10 then 'low_n'
        else 'ok'
    end as {{ name }}_status
{%- endmacro %}


{#- How far the metric that gives a weekly mart its name can be trusted. | returns | status, is_final -#}
{% macro standing_of(metric) -%}
    max(case when metric = '{{ metric }}' then status end) as status,
    coalesce(bool_or(metric = '{{ metric }}' and is_final), false) as is_final
{%- endmacro %}


{#-
    How far the number of a group can be trusted, the first that applies; the group is in `groups`.

    | is_final | a condition: can it no longer change? |
    | min_n | the denominator below which it is `low_n`; an estimate from reviews may say so itself |
-#}
{% macro standing(is_final, min_n) -%}
    case
        when groups.status_hint in ('unverified', 'not_reached', 'not_applicable', 'no_data') then groups.status_hint
        when groups.value is null then 'no_data'
        when not ({{ is_final }}) then 'immature'
        when groups.status_hint is not null then groups.status_hint
        when groups.denominator < {{ min_n }} then 'low_n'
        else 'ok'
    end
{%- endmacro %}
