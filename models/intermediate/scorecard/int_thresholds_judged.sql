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

numbers as (

    {{ weeks_next_to_their_baseline() }}

),

against as (

    select
        numbers.week_start,
        numbers.category,
        numbers.metric,
        numbers.value,
        numbers.value_low,
        numbers.value_high,
        numbers.numerator,
        numbers.denominator,
        numbers.n_effective,
        numbers.reviewed_count,
        numbers.status,
        numbers.is_final,
        numbers.baseline,
        numbers.baseline_low,
        numbers.baseline_high,
        numbers.threshold_for,
        numbers.warn_value,
        numbers.fail_value,
        numbers.warn_margin,
        numbers.fail_margin,
        metrics.direction,
        coalesce(numbers.min_n, metrics.min_n) as min_n,
        -- mirrored where lower is better, so that one rule serves both
        case when metrics.direction = 'lower' then -1 else 1 end as sign,
        -- a margin needs a baseline that rests on enough
        case when numbers.baseline_status = 'ok' then numbers.baseline end as sure_baseline

    from numbers

    inner join metrics on numbers.metric = metrics.metric

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
        baseline_low,
        baseline_high,
        warn_threshold,
        fail_threshold,
        min_n,
        -- the curve is good to four digits
        case when verdict in ('pass', 'warn', 'fail') then round(likelihood, 4) end as fail_probability

    from judged

)

select * from final
