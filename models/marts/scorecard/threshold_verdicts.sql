{#-
    One row per category and metric of the latest final week: is it where the team said it must be?

    A failure needs the whole interval beyond the threshold; few reviews never fail anybody. Nothing reads this mart but
    the tests, so a breach never keeps a number from being published.
-#}

with

judged as (

    select * from {{ ref('int_thresholds_judged') }}

),

scorecard as (

    select * from {{ ref('int_scorecard_weekly') }}

),

newest as (

    select
        metric,
        max(week_start) as week_start

    from judged

    where is_final

    group by metric

),

final as (

    select
        -- keys
        judged.week_start,
        judged.category,
        judged.metric,

        -- attributes
        judged.direction,

        -- judgements
        judged.verdict,
        judged.status,

        -- numbers
        judged.value,
        judged.value_low,
        judged.value_high,
        judged.numerator,
        judged.denominator,
        judged.n_effective,
        scorecard.baseline,
        judged.warn_threshold,
        judged.fail_threshold,
        judged.min_n,
        judged.fail_probability

    from judged

    inner join newest
        on judged.metric = newest.metric
        and judged.week_start = newest.week_start

    inner join scorecard
        on judged.week_start = scorecard.week_start
        and judged.category = scorecard.category
        and judged.metric = scorecard.metric

)

select * from final
