{#-
    One row per published number that reads differently now: what it was, what it is, and why.

    A review explains a number only where it rests on reviews. Where the number of episodes itself changed although nothing
    is dated later, messages of the past landed late. `time passed` is a week that was published before it was final.
-#}

with

published as (

    select * from {{ ref('stg_published_scorecards') }}

),

scorecard as (

    {{ weekly_numbers() }}

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

changed as (

    select
        *,

        late_message_count > 0 or coalesce(episode_change, 0) <> 0 as has_late_message

    from compared

    where not (
        coalesce(abs(value_was - value_now) < 0.000001, value_was is null and value_now is null)
        and coalesce(abs(denominator_was - denominator_now) < 0.000001, denominator_was is null and denominator_now is null)
    )

),

explained as (

    select
        *,

        concat(
            case when is_judged and late_label_count > 0 then '; late label' else '' end,
            case when has_late_message then '; late message' else '' end,
            case when reopened_count > 0 then '; reopened' else '' end,
            case when merged_count > 0 then '; merged' else '' end,
            case when was_open then '; time passed' else '' end
        ) as reasons

    from changed

),

final as (

    select
        -- keys
        published_as_of,
        week_start,
        category,
        metric,

        -- judgements
        case
            when reasons <> '' then substr(reasons, 3)
            when denominator_was <> denominator_now then 'late message'
            else 'definition'
        end as why,
        status_was,
        status_now,

        -- numbers
        value_was,
        value_now,
        value_now - value_was as change,
        value_low_was,
        value_low_now,
        value_high_was,
        value_high_now,
        numerator_was,
        numerator_now,
        denominator_was,
        denominator_now,
        late_label_count,
        late_message_count,
        reopened_count,
        merged_count

    from explained

)

select * from final
