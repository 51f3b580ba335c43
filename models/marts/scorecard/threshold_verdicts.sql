{#-
    One row per category and metric of the latest final week: is it where the team said it must be?

    A failure needs the whole interval beyond the threshold; few reviews never fail anybody. Nothing reads this mart but
    the tests, so a breach never keeps a number from being published.
-#}

with

scorecard as (

    select * from {{ ref('int_scorecard_weekly') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

thresholds as (

    select * from {{ ref('int_thresholds_resolved') }}

),

newest as (

    select
        metric,
        max(week_start) as week_start

    from scorecard

    where is_final

    group by metric

),

-- mirrored where lower is better, so that one rule serves both
mirrored as (

    select
        scorecard.*,
        metrics.direction,
        thresholds.warn_threshold,
        thresholds.fail_threshold,
        coalesce(thresholds.min_n, metrics.min_n) as min_n,
        case when metrics.direction = 'lower' then -1 else 1 end as sign

    from scorecard

    inner join newest
        on scorecard.metric = newest.metric
        and scorecard.week_start = newest.week_start

    inner join metrics on scorecard.metric = metrics.metric

    left join thresholds
        on scorecard.metric = thresholds.metric
        and scorecard.category = thresholds.category

),

final as (

    select
        -- keys
        week_start,
        category,
        metric,

        -- attributes
        direction,

        -- judgements
        case
            when warn_threshold is null and fail_threshold is null then 'not_set'
            when status <> 'ok' or denominator < min_n then 'insufficient_evidence'
            when sign * case when sign = 1 then value_high else value_low end < sign * fail_threshold then 'fail'
            when sign * value < sign * warn_threshold then 'warn'
            else 'pass'
        end as verdict,
        status,

        -- numbers
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        n_effective,
        baseline,
        warn_threshold,
        fail_threshold,
        min_n,

        -- how likely the true value is on the wrong side, by a normal curve through the interval
        {{ probability_below('sign * fail_threshold', 'sign * value', '(value_high - value_low) / 3.92') }}
            as fail_probability

    from mirrored

)

select * from final
