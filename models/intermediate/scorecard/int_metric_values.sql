{#- One row per cell and metric: its value, interval and what it rests on, whichever way it was estimated. -#}

{{ config(materialized='table') }}

{% set estimates = ['int_measured_values', 'int_survival_values', 'int_speed_quality', 'int_quality_adjusted_values', 'int_accuracy_values'] %}

{% for estimate in estimates %}
select
    period,
    period_start,
    segment_type,
    segment,
    metric,
    value,
    value_low,
    value_high,
    numerator,
    denominator,
    n_effective,
    method,
    status_hint

from {{ ref(estimate) }}

-- parts that one mart alone publishes stay with it
where metric in (select metrics.metric from {{ ref('metrics') }} as metrics) -- noqa: RF02
{{ 'union all' if not loop.last }}
{% endfor %}
