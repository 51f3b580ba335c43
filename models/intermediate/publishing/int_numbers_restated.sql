{#-
    One row per published number that reads differently now, with what has happened to its week since.

    Reviews touch a number only where it rests on them. `episode_change` is by how many the episodes that the AI answered in
    have changed: only messages do that.
-#}

with

published as (

    select * from {{ ref('stg_published_scorecards') }}

),

scorecard as (

    select
        *,
        period_start as week_start,
        segment as category

    from {{ ref('int_metric_values') }}

    where period = 'week' and segment_type = 'category'

),

arrivals as (

    select * from {{ ref('int_late_arrivals') }}

),

weeks as (

    select * from {{ ref('int_weeks') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

compared as (

    select
        published.as_of as published_as_of,
        published.week_start,
        published.category,
        published.metric,
        published.value as value_was,
        scorecard.value as value_now,
        published.value_low as value_low_was,
        scorecard.value_low as value_low_now,
        published.value_high as value_high_was,
        scorecard.value_high as value_high_now,
        published.numerator as numerator_was,
        scorecard.numerator as numerator_now,
        published.denominator as denominator_was,
        scorecard.denominator as denominator_now,
        published.status as status_was,
        scorecard.status as status_now,
        coalesce(arrivals.late_label_count, 0) as late_label_count,
        coalesce(arrivals.late_message_count, 0) as late_message_count,
        coalesce(arrivals.reopened_count, 0) as reopened_count,
        coalesce(arrivals.merged_count, 0) as merged_count,
        metrics.is_review_based as is_judged,
        {{ is_final('weeks.week_end_at', 'metrics.settle_days', 'weeks.has_clock', 'published.as_of') }} = false as was_open,

        -- how many episodes the AI answered in: only messages change it
        max(case when published.metric = 'closure_rate' then scorecard.denominator - published.denominator end) over (
            partition by published.as_of, published.week_start, published.category
        ) as episode_change

    from published

    inner join metrics on published.metric = metrics.metric

    left join scorecard
        on published.week_start = scorecard.week_start
        and published.category = scorecard.category
        and published.metric = scorecard.metric

    left join weeks on published.week_start = weeks.week_start

    left join arrivals
        on published.as_of = arrivals.as_of
        and published.week_start = arrivals.week_start
        and published.category = arrivals.category

    where published.as_of <= {{ as_of() }}

),

final as (

    select
        *,

        late_message_count > 0 or coalesce(episode_change, 0) <> 0 as has_late_message

    from compared

    where not (
        coalesce(abs(value_was - value_now) < 0.000001, value_was is null and value_now is null)
        and coalesce(abs(denominator_was - denominator_now) < 0.000001, denominator_was is null and denominator_now is null)
    )

)

select * from final
