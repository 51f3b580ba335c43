-- A value lies between its ends and on the scale of its metric, and nothing is said where there is nothing to say it from.
{{ config(meta={'remedy': "look the metric up in seeds/metrics.csv (its scale) and in the estimator that docs/metrics.md names"}) }}
with

scorecard as (

    select * from {{ ref('scorecard_weekly') }}

),

registry as (

    select * from {{ ref('metric_registry') }}

),

final as (

    select scorecard.*

    from scorecard

    inner join registry on scorecard.metric = registry.metric

    where not (
        coalesce(scorecard.value_low <= scorecard.value + 1e-9 and scorecard.value <= scorecard.value_high + 1e-9, true)
        and coalesce(scorecard.value >= registry.scale_low, true)
        and coalesce(scorecard.value <= registry.scale_high, true)
        and (scorecard.value is null) = (scorecard.status in ('no_data', 'unverified', 'not_applicable', 'not_reached'))
        and (scorecard.value is null or scorecard.denominator > 0)
    )

)

select * from final
