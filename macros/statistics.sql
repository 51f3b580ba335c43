{#-
    One end of the Wilson score interval of a share (Wilson 1927; Brown, Cai and DasGupta 2001 recommend it).

    | share | the point estimate, 0 to 1 |
    | n | how many it rests on: the effective number where the rows are not independent |
    | side | -1 for the lower end, 1 for the upper |
-#}
{% macro wilson(share, n, side) -%}
    case when {{ n }} > 0 then
        {# the interval holds the share; at 0 and 1 rounding would leave it out by 1e-17 #}
        {{ 'least' if side < 0 else 'greatest' }}({{ share }}, least(1, greatest(0,
            (({{ share }}) + 1.9207294103470627 / ({{ n }}) + {{ side }} * 1.959963984540054 * sqrt(
                greatest(0, ({{ share }}) * (1 - ({{ share }}))) / ({{ n }}) + 0.9603647051735314 / (({{ n }}) * ({{ n }}))
            )) / (1 + 3.8414588206941254 / ({{ n }}))
        )))
    end
{%- endmacro %}


{#-
    The 97.5 % quantile of Student's t, by the expansion of Abramowitz and Stegun 26.7.5: within .1 % from 4 degrees of
    freedom on; with 1 to 3 the exact values.

    | degrees | degrees of freedom, at least 1 |
-#}
{% macro t_quantile(degrees) -%}
    case
        when {{ degrees }} < 2 then 12.7062
        when {{ degrees }} < 3 then 4.30265
        when {{ degrees }} < 4 then 3.18245
        else 1.95996398 + 2.37227 / ({{ degrees }}) + 2.82250 / power({{ degrees }}, 2)
            + 2.55585 / power({{ degrees }}, 3) + 1.58953 / power({{ degrees }}, 4)
    end
{%- endmacro %}


{#-
    The probability that a normal variable lies below a bound: the logistic form of Bowling et al. 2009, within 1.4e-4.

    | bound, mean, deviation | numbers; where one is null, or the deviation zero, nothing is known: null |
-#}
{% macro probability_below(bound, mean, deviation) -%}
    {%- set z = '((' ~ bound ~ ') - (' ~ mean ~ ')) / nullif(' ~ deviation ~ ', 0)' -%}
    {#- engines differ in what the least of a number and null is -#}
    {%- set held = 'greatest(-8, least(8, ' ~ z ~ '))' -%}
    case when {{ z }} is not null then 1 / (1 + exp(-(0.07056 * power({{ held }}, 3) + 1.5976 * {{ held }}))) end
{%- endmacro %}


{#- The product of two numbers as a decimal of 26 digits before the point and 12 after it: sums of it never hang on their order. -#}
{% macro exact_product(one, other) -%}
    cast(cast({{ one }} as double) * cast({{ other }} as double) as decimal(38, 12))
{%- endmacro %}
