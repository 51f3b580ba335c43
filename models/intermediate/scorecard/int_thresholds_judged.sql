{#-
    One row per week, category and metric: is it where the team said it must be?

    A threshold is a value, or a margin from the baseline; of both the stricter holds. A failure needs the whole interval
    beyond the threshold; few reviews never fail anybody.
-#}

{{ config(materialized='table') }}

with

metrics as (

    select * from {{ ref('metrics') }}

),

thresholds as (

    select * from {{ ref('int_thresholds_resolved') }}

),

metric_values as (

    select * from {{ ref('int_metric_values') }}

    where segment_type = 'category'

),

-- set by hand, else measured; a margin needs a baseline that rests on enough
against as (

    select
        metric_values.period_start as week_start,
        metric_values.segment as category,
        metric_values.*,
        metrics.direction,
        thresholds.threshold_for,
        thresholds.warn_threshold as warn_value,
        thresholds.fail_threshold as fail_value,
        thresholds.warn_margin,
        thresholds.fail_margin,
        coalesce(thresholds.min_n, metrics.min_n) as min_n,
        -- mirrored where lower is better, so that one rule serves both
        case when metrics.direction = 'lower' then -1 else 1 end as sign,
        coalesce(thresholds.baseline, baselines.value) as baseline,
        coalesce(thresholds.baseline, case when baselines.status = 'ok' then baselines.value end) as sure_baseline

    from metric_values

    inner join metrics on metric_values.metric = metrics.metric

    left join metric_values as baselines
        on metric_values.metric = baselines.metric
        and metric_values.segment = baselines.segment
        and baselines.period = 'baseline'

    left join thresholds
        on metric_values.metric = thresholds.metric
        and metric_values.segment = thresholds.category

    where metric_values.period = 'week'

),

limited as (

    select
        *,
        {% for level in ['warn', 'fail'] %}
        {{ stricter(level ~ '_value', 'round(sure_baseline - sign * ' ~ level ~ '_margin, 12)') }} as {{ level }}_threshold,
        {% endfor %}
        sign * value as mirrored

    from against

),

judged as (

    select
        *,
        case
            when warn_threshold is null and fail_threshold is null then 'not_set'
            when status <> 'ok' or denominator < min_n then 'insufficient_evidence'
            when sign * case when sign = 1 then value_high else value_low end < sign * fail_threshold then 'fail'
            when sign * value < sign * warn_threshold then 'warn'
            else 'pass'
        end as verdict,
        -- by a normal curve through the side of the interval that looks at the threshold
        {{ probability_below(
            'sign * fail_threshold', 'sign * value',
            'case when sign * value < sign * fail_threshold then sign * case when sign = 1 then value_high - value else value_low - value end
                else sign * case when sign = 1 then value - value_low else value - value_high end end / 1.959964'
        ) }} as likelihood

    from limited

),

final as (

    select
        -- keys
        week_start,
        category,
        metric,

        -- attributes
        direction,
        threshold_for,

        -- judgements
        verdict,
        status,
        is_final,

        -- numbers
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        n_effective,
        reviewed_count,
        baseline,
        warn_threshold,
        fail_threshold,
        min_n,
        -- the curve is good to four digits
        case when verdict in ('pass', 'warn', 'fail') then round(likelihood, 4) end as fail_probability

    from judged

)

select * from final
