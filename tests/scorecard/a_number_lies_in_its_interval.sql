-- A value lies between its ends, a share between 0 and 1, and nothing is said where there is nothing to say it from.
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
        and coalesce(registry.unit <> 'share' or scorecard.value between 0 and 1, true)
        and (scorecard.value is null) = (scorecard.status in ('no_data', 'unverified', 'not_applicable', 'not_reached'))
        and (scorecard.value is null or scorecard.denominator > 0)
    )

)

select * from final
