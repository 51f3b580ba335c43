{#- One row per metric, category and coming week: where it is going, how sure that is, and the chance of a breach. -#}

with

forecasts as (

    select * from {{ ref('int_metric_forecasts') }}

),

-- releases already dated in the weeks ahead: the usual occasion for a forecast to be wrong
releases as (

    select * from {{ ref('stg_releases') }}

),

counted as (

    select
        forecasts.metric,
        forecasts.category,
        forecasts.week_start,

        count(releases.release_id) as release_count

    from forecasts

    left join releases
        on {{ week_of('releases.released_at') }} = forecasts.week_start
        and coalesce(releases.category, forecasts.category) = forecasts.category

    group by forecasts.metric, forecasts.category, forecasts.week_start

),

final as (

    select
        -- keys
        forecasts.metric,
        forecasts.category,
        forecasts.week_start,

        -- attributes
        forecasts.weeks_ahead,
        forecasts.method,

        -- forecast
        forecasts.forecast,
        forecasts.forecast_low,
        forecasts.forecast_high,
        forecasts.warn_probability,
        forecasts.fail_probability,

        -- how good it has been
        forecasts.history_weeks,
        forecasts.interval_coverage,
        forecasts.coverage_count,
        forecasts.relative_error,
        counted.release_count,

        -- times
        forecasts.made_after_week

    from forecasts

    inner join counted
        on forecasts.metric = counted.metric
        and forecasts.category = counted.category
        and forecasts.week_start = counted.week_start

)

select * from final
