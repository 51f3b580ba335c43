{#-
    One row per meeting and number that moved, and every essential of everything: for "nothing moved" is an answer too.

    Of the rest only what is beyond chance, or has left its baseline.
-#}

with

final as (

    select
        -- keys
        moves.meeting_on,
        moves.category as segment,
        moves.metric,

        -- attributes
        moves.week_start,
        metrics.owner,

        -- judgements
        case
            when moves.is_beyond_chance is null then 'not_comparable'
            when not moves.is_beyond_chance then 'unchanged'
            when metrics.direction = 'lower' and moves.change < 0 then 'better'
            when metrics.direction <> 'lower' and moves.change > 0 then 'better'
            else 'worse'
        end as verdict,
        drift.verdict as verdict_to_baseline,
        scorecard.status,
        scorecard.is_final,

        -- numbers
        scorecard.value,
        scorecard.value_low,
        scorecard.value_high,
        scorecard.numerator,
        scorecard.denominator,
        moves.before as value_before,
        moves.change,
        moves.change_low,
        moves.change_high,
        scorecard.baseline,
        moves.change_from_baseline,
        moves.change_from_baseline_low,
        moves.change_from_baseline_high,

        -- the order in which they are told
        case
            when moves.is_beyond_chance then 0
            when drift.verdict in ('worse', 'better') then 1
            else 2
        end as first_order,
        -abs(moves.z) as second_order

    from {{ ref('int_metric_moves') }} as moves

    inner join {{ ref('metrics') }} as metrics on moves.metric = metrics.metric

    inner join {{ ref('int_scorecard_weekly') }} as scorecard
        on moves.week_start = scorecard.week_start
        and moves.category = scorecard.category
        and moves.metric = scorecard.metric

    left join {{ ref('int_metric_drift') }} as drift
        on moves.week_start = drift.week_start
        and moves.category = drift.segment
        and moves.metric = drift.metric
        and drift.segment_type = 'category'

    where
        moves.is_beyond_chance
        or drift.verdict in ('worse', 'better')
        or (metrics.is_essential and moves.category = '(all)')

)

select * from final
