{#- One row per final week, category and metric whose whole interval lay beyond the team's failing threshold. -#}

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

final as (

    select
        -- keys
        scorecard.week_start,
        scorecard.category,
        scorecard.metric,

        -- numbers
        scorecard.value,
        scorecard.value_low,
        scorecard.value_high,
        thresholds.fail_threshold

    from scorecard

    inner join metrics on scorecard.metric = metrics.metric

    inner join thresholds
        on scorecard.metric = thresholds.metric
        and scorecard.category = thresholds.category

    where
        scorecard.is_final
        and scorecard.status = 'ok'
        and scorecard.denominator >= coalesce(thresholds.min_n, metrics.min_n)
        and case
            when metrics.direction = 'lower' then scorecard.value_low > thresholds.fail_threshold
            else scorecard.value_high < thresholds.fail_threshold
        end

)

select * from final
