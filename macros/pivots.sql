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
