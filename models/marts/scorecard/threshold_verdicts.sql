{#-
    One row per category and metric of the latest final week: is it where the team said it must be?

    A threshold is a value, or a margin from the baseline; of both the stricter holds. A failure needs the whole interval beyond the threshold; few reviews never fail anybody. Nothing reads this mart but
    the tests, so a breach never keeps a number from being published.
-#}

with

judged as (

    select * from {{ ref('int_thresholds_judged') }}

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
        judged.threshold_for,

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
        judged.reviewed_count,
        judged.baseline,
        judged.warn_threshold,
        judged.fail_threshold,
        judged.min_n,
        judged.fail_probability

    from judged

    inner join newest
        on judged.metric = newest.metric
        and judged.week_start = newest.week_start

)

select * from final
