{#-
    One metric of the long scorecard as the columns of a weekly mart, in the order of a sentence.

    | metric | a key of the metric registry |
    | name | the column's name where the key is not one |
    | returns | aggregate expressions: numerator, denominator, value, _low, _high |
-#}
{% macro metric_columns(metric, name=none) -%}
    {%- set name = name or metric -%}
    {%- for part in ['numerator', 'denominator'] %}
    max(case when metric = '{{ metric }}' then {{ part }} end) as {{ name }}_{{ part }},
    {%- endfor %}
    max(case when metric = '{{ metric }}' then value end) as {{ name }},
    max(case when metric = '{{ metric }}' then value_low end) as {{ name }}_low,
    max(case when metric = '{{ metric }}' then value_high end) as {{ name }}_high
{%- endmacro %}


{#- How far the metric that gives a weekly mart its name can be trusted. | returns | status, is_final -#}
{% macro standing_of(metric) -%}
    max(case when metric = '{{ metric }}' then status end) as status,
    coalesce(bool_or(metric = '{{ metric }}' and is_final), false) as is_final
{%- endmacro %}


{#-
    How far the number of a group can be trusted, the first that applies; the group is in `cells`.

    | is_final | a condition: can it no longer change? |
    | min_n | the denominator below which it is `low_n`; an estimate from reviews may say so itself |
-#}
{% macro standing(is_final, min_n) -%}
    case
        when cells.status_hint in ('unverified', 'not_reached', 'not_applicable', 'no_data') then cells.status_hint
        when cells.value is null then 'no_data'
        when not ({{ is_final }}) then 'immature'
        when cells.status_hint is not null then cells.status_hint
        when cells.denominator < {{ min_n }} then 'low_n'
        else 'ok'
    end
{%- endmacro %}
