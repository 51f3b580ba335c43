{#- One row per meeting and essential metric: the week that ended the day before. It can still change, and is not judged. -#}

with

days as (

    select distinct
        meeting_on,
        ended_week_start

    from {{ ref('int_meetings') }}

),

numbers as (

    {{ weeks_next_to_their_baseline() }}

),

final as (

    select
        -- keys
        days.meeting_on,
        scorecard.metric,

        -- attributes
        scorecard.week_start,
        scorecard.category as segment,
        metrics.owner,

        -- judgements
        'not_judged' as verdict,
        scorecard.status,
        scorecard.is_final,

        -- numbers
        scorecard.value,
        scorecard.value_low,
        scorecard.value_high,
        scorecard.numerator,
        scorecard.denominator,
        scorecard.baseline

    from days

    inner join numbers as scorecard
        on days.ended_week_start = scorecard.week_start
        and scorecard.category = '(all)'

    inner join {{ ref('metrics') }} as metrics
        on scorecard.metric = metrics.metric
        and metrics.is_essential

)

select * from final
