{#- The numbers of every week and category, in long form. | returns | a select: the columns of int_metric_values, `week_start`, `category` -#}
{% macro weekly_numbers() -%}
    select
        *,
        period_start as week_start,
        segment as category

    from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type = 'category'
{%- endmacro %}


{#- Of a model of all groups those of weekly marts. | model | its name | returns | a select: the groups of weeks and categories -#}
{% macro of_weeks(model) -%}
    select * from {{ ref(model) }}

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


{#-
    A number that one mart alone publishes, with what it rests on; where nothing was counted the counts are 0.

    | name, parts | as of `part_status` |
    | has_numerator | false for times and ratios, which have none |
    | returns | columns: numerator, denominator, value, _low, _high, _status |
-#}
{% macro part_columns(name, parts, has_numerator=true) -%}
    {%- for count in (['numerator', 'denominator'] if has_numerator else ['denominator']) %}
    coalesce({{ parts }}.{{ name }}_{{ count }}, 0) as {{ name }}_{{ count }},
    {%- endfor %}
    {{ parts }}.{{ name }},
    {{ parts }}.{{ name }}_low,
    {{ parts }}.{{ name }}_high,
    {{ part_status(name, parts) }}
{%- endmacro %}


{#- A metric's columns as `metric_columns` made them. | name | what they are called | relation | the alias of what has them, or none -#}
{% macro pivoted_columns(name, relation='pivoted') -%}
    {%- for part in ['_numerator', '_denominator', '', '_low', '_high', '_status'] %}
    {{ relation ~ '.' if relation }}{{ name }}{{ part }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The numbers of a group as int_metric_values has them, and how far they can be trusted. | groups | the relation's alias -#}
{% macro group_numbers(groups) -%}
    {%- for name in ['value', 'value_low', 'value_high', 'numerator', 'denominator', 'n_effective', 'reviewed_count', 'status'] %}
    {{ groups }}.{{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
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
