{#- What more than half of those who said anything say; null where nobody did, or where they are even. -#}
{% macro majority(condition) -%}
    case
        when count(*) filter (where {{ condition }}) > count(*) filter (where not ({{ condition }})) then true
        when count(*) filter (where {{ condition }}) < count(*) filter (where not ({{ condition }})) then false
    end
{%- endmacro %}


{#- 1 where a condition holds, else 0, as every measure adds it up. -#}
{% macro one_if(condition) -%}
    cast(case when {{ condition }} then 1 else 0 end as decimal(18, 6))
{%- endmacro %}
