{#-
    One row per meeting and decision of the eight weeks before it: has the decision's metric moved since?

    Four final weeks before the decision against the final weeks from it on, four at most. Since is not because.
    A decision that names no metric is held to what had been proposed to its meeting, and says so.
-#}

with

meetings as (

    select * from {{ ref('int_meetings') }}

),

decisions as (

    select * from {{ ref('stg_review_decisions') }}

),

proposals as (

    select * from {{ ref('int_findings_proposal') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

scorecard as (

    select * from {{ ref('int_thresholds_judged') }}

    where value is not null and n_effective > 0

),

dispersions as (

    select * from {{ ref('int_metric_drift') }}

    where segment_type = 'category'

),

named as (

    select
        decisions.decision_id,
        decisions.week_start as decided_week,
        decisions.decided_at,
        decisions.finding,
        decisions.improvement,
        decisions.owner,
        {{ week_of('decisions.decided_at') }} as decision_week,
        case
            when decisions.metric is not null then 'named'
            when proposals.metric is not null then 'proposed'
            else 'none'
        end as metric_basis,
        coalesce(decisions.metric, proposals.metric) as metric,
        case
            when decisions.metric is not null then coalesce(decisions.category, '(all)')
            else proposals.segment
        end as category

    from decisions

    left join proposals
        on decisions.metric is null
        and {{ week_of('decisions.decided_at') }} = proposals.meeting_on

),

-- a meeting looks back on what was decided before its own day
looked_back as (

    select
        days.meeting_on,
        named.*

    from (select distinct meeting_on from meetings) as days

    inner join named
        on named.decided_at < {{ day_start('days.meeting_on') }}
        and named.decided_at >= {{ day_start(dbt.dateadd('day', -56, 'days.meeting_on')) }}

),

counted as (

    select
        looked_back.meeting_on,
        looked_back.decision_id,
        case when scorecard.week_start < looked_back.decision_week then 'before' else 'after' end as side,

        count(*) as week_count,
        cast(sum(cast(scorecard.n_effective as decimal(28, 9))) as double) as n_effective,
        -- added as decimals: a sum of floats depends on its order
        cast(sum(cast(scorecard.value * scorecard.n_effective as decimal(28, 9))) as double)
        / cast(sum(cast(scorecard.n_effective as decimal(28, 9))) as double) as value,
        -- the weeks' own errors, from their intervals
        cast(sum(cast(
            power(scorecard.n_effective * (scorecard.value_high - scorecard.value_low) / 3.92, 2) as decimal(28, 9)
        )) as double)
        / power(cast(sum(cast(scorecard.n_effective as decimal(28, 9))) as double), 2) as variance,
        max(coalesce(dispersions.dispersion, 1)) as dispersion

    from looked_back

    inner join meetings
        on looked_back.meeting_on = meetings.meeting_on
        and looked_back.metric = meetings.metric

    inner join scorecard
        on looked_back.metric = scorecard.metric
        and looked_back.category = scorecard.category
        and meetings.week_start >= scorecard.week_start
        and scorecard.week_start >= {{ dbt.dateadd('day', -28, 'looked_back.decision_week') }}
        and scorecard.week_start < {{ dbt.dateadd('day', 28, 'looked_back.decision_week') }}

    left join dispersions
        on scorecard.metric = dispersions.metric
        and scorecard.category = dispersions.segment
        and scorecard.week_start = dispersions.week_start

    group by
        looked_back.meeting_on,
        looked_back.decision_id,
        case when scorecard.week_start < looked_back.decision_week then 'before' else 'after' end

),

compared as (

    select
        looked_back.*,

        before.value as before_value,
        after.value as after_value,
        after.week_count as after_weeks,
        after.n_effective as after_n_effective,
        after.value - before.value as change,
        1.96 * sqrt(
            greatest(before.dispersion, after.dispersion) * (before.variance + after.variance)
        ) as half_width,
        case when metrics.direction = 'lower' then -1 else 1 end as sign

    from looked_back

    left join metrics on looked_back.metric = metrics.metric

    left join counted as before
        on looked_back.meeting_on = before.meeting_on
        and looked_back.decision_id = before.decision_id
        and before.side = 'before'

    left join counted as after
        on looked_back.meeting_on = after.meeting_on
        and looked_back.decision_id = after.decision_id
        and after.side = 'after'

),

final as (

    select
        -- keys
        meeting_on,
        decision_id,

        -- attributes
        decided_week,
        finding,
        improvement,
        owner,
        metric,
        metric_basis,
        category,

        -- judgements
        case
            when metric is null then 'not_measurable'
            when after_value is null then 'too_early'
            when half_width is null then 'not_measurable'
            when sign * change > half_width then 'better'
            when sign * change < -half_width then 'worse'
            else 'no_change_seen'
        end as verdict,

        -- numbers
        before_value,
        after_value,
        after_weeks,
        after_n_effective,
        change,
        change - half_width as change_low,
        change + half_width as change_high,

        -- times
        decided_at

    from compared

)

select * from final
