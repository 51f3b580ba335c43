{#-
    A share that a clock decides, as the columns of a weekly mart: what it rests on next to what it says.

    | metric | a metric of int_survival_values |
    | returns | aggregate expressions: numerator, denominator, value, _low, _high, _at_risk |
-#}
{% macro watched_columns(metric) -%}
    {{ metric_columns(metric, has_status=false) }},
    max(case when metric = '{{ metric }}' then at_risk end) as {{ metric }}_at_risk
{%- endmacro %}


{#-
    A median or mean time as the columns of a weekly mart.

    | metric | a metric of int_survival_values |
    | returns | aggregate expressions: denominator, value, _low, _high |
-#}
{% macro time_columns(metric) -%}
    max(case when metric = '{{ metric }}' then denominator end) as {{ metric }}_denominator,
    max(case when metric = '{{ metric }}' then value end) as {{ metric }},
    max(case when metric = '{{ metric }}' then value_low end) as {{ metric }}_low,
    max(case when metric = '{{ metric }}' then value_high end) as {{ metric }}_high,
    max(case when metric = '{{ metric }}' then status_hint end) as {{ metric }}_hint
{%- endmacro %}


{#-
    A plain share as the columns of a weekly mart, with Wilson's interval.

    | name | what the columns are called |
    | condition | what is counted; null leaves the row out of the denominator |
    | returns | aggregate expressions: numerator, denominator, value, _low, _high |
-#}
{% macro share_columns(name, condition) -%}
    {%- set share = 'count(*) filter (where ' ~ condition ~ ') / nullif(cast(count(' ~ condition ~ ') as double), 0)' -%}
    count(*) filter (where {{ condition }}) as {{ name }}_numerator,
    count({{ condition }}) as {{ name }}_denominator,
    {{ share }} as {{ name }},
    {{ wilson(share, 'count(' ~ condition ~ ')', -1) }} as {{ name }}_low,
    {{ wilson(share, 'count(' ~ condition ~ ')', 1) }} as {{ name }}_high,
    cast(null as {{ dbt.type_string() }}) as {{ name }}_hint
{%- endmacro %}
