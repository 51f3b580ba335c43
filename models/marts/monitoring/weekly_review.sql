{#-
    What Monday's meeting needs: one row per meeting, kind and rank, the most important first.

    Each metric is taken in the newest week that was final by the meeting. The week that ended the day before can still
    change: it is there as `newest`, without a verdict. One improvement is proposed, or none where nothing is wrong.
-#}

with

days as (

    select distinct
        meeting_on,
        known_at

    from {{ ref('int_meetings') }}

),

decision as (

    select
        decisions.*,
        decisions.decided_week as week_start,
        decisions.category as segment,
        decisions.metric_basis as status,
        decisions.improvement as action,
        decisions.decision_id as reference_id,
        decisions.decided_at as happened_at,
        decisions.after_value as value,
        decisions.after_n_effective as denominator,
        decisions.before_value as value_before,
        {{ dbt.datediff('decisions.decided_at', 'days.known_at', 'second') }} as second_order

    from {{ ref('int_decisions_followed') }} as decisions

    inner join days on decisions.meeting_on = days.meeting_on

),

alert as (

    -- an alert that nobody has closed and that goes on; it is told for a week at least
    select
        days.meeting_on,
        alerts.alert_id as reference_id,
        alerts.opened_week as week_start,
        alerts.category as segment,
        alerts.metric,
        alerts.evidence as finding,
        alerts.cause_kind,
        alerts.cause_candidates,
        alerts.alert_id as cause_alert_id,
        alerts.owner,
        case when alerts.opened_at > days.known_at - interval '7' day then 'opened' else 'open' end as verdict,
        alerts.severity as status,
        alerts.change,
        alerts.customers_affected,
        alerts.opened_at as happened_at,
        case alerts.severity when 'critical' then 1 when 'high' then 2 else 3 end as first_order,
        -alerts.customers_affected as second_order

    from days

    inner join {{ ref('int_alerts_followed') }} as alerts on {{ alert_stands_at('days.known_at') }}

),

moved as (

    -- "nothing moved" is an answer too: every essential of everything; of the rest what is beyond chance, or drifted
    select
        moves.*,
        moves.category as segment,
        metrics.owner,
        case
            when moves.is_beyond_chance is null then 'not_comparable'
            when not moves.is_beyond_chance then 'unchanged'
            when metrics.direction = 'lower' and moves.change < 0 then 'better'
            when metrics.direction <> 'lower' and moves.change > 0 then 'better'
            else 'worse'
        end as verdict,
        drift.verdict as drift_verdict,
        numbers.status,
        numbers.is_final,
        numbers.value,
        numbers.value_low,
        numbers.value_high,
        numbers.numerator,
        numbers.denominator,
        moves.before as value_before,
        numbers.baseline,
        case
            when moves.is_beyond_chance then 0
            when drift.verdict in ('worse', 'better') then 1
            else 2
        end as first_order,
        -abs(moves.z) as second_order

    from {{ ref('int_metric_moves') }} as moves

    inner join {{ ref('metrics') }} as metrics on moves.metric = metrics.metric

    inner join {{ ref('int_thresholds_judged') }} as numbers
        on moves.week_start = numbers.week_start and moves.metric = numbers.metric and moves.category = numbers.category

    left join {{ ref('int_metric_drift') }} as drift
        on moves.week_start = drift.week_start and moves.metric = drift.metric
        and drift.segment_type = 'category' and moves.category = drift.segment

    where
        moves.is_beyond_chance
        or drift.verdict in ('worse', 'better')
        or (metrics.is_essential and moves.category = '(all)')

),

outlier as (

    select
        meetings.meeting_on,
        outliers.*,
        metrics.owner,
        case
            when metrics.direction = 'lower' and outliers.z < 0 then 'better'
            when metrics.direction <> 'lower' and outliers.z > 0 then 'better'
            else 'worse'
        end as verdict,
        true as is_final,
        outliers.usual as value_before,
        outliers.value - outliers.usual as change,
        -abs(outliers.z) as second_order

    from {{ ref('int_outlying_weeks') }} as outliers

    inner join {{ ref('metrics') }} as metrics on outliers.metric = metrics.metric

    inner join {{ ref('int_meetings') }} as meetings
        on outliers.metric = meetings.metric
        and outliers.week_start = meetings.week_start

),

mix as (

    -- a rate that the mix of inquiries may have moved (of everything), and a category whose share grew
    select
        meetings.meeting_on,
        shifts.category as segment,
        shifts.metric,
        shifts.week_start,
        case
            when shifts.is_share_shifted then 'share of all inquiries'
            else concat(
                'agent ', {{ points('shifts.within_effect') }}, ', mix of questions ', {{ points('shifts.mix_effect') }},
                ', new questions ', {{ points('shifts.entered_effect') }}
            )
        end as finding,
        metrics.owner,
        case when shifts.is_share_shifted then 'share_grew' else shifts.verdict end as verdict,
        true as is_final,
        case when shifts.is_share_shifted then shifts.share_after else shifts.rate_after end as value,
        case when shifts.is_share_shifted then shifts.share_before else shifts.rate_before end as value_before,
        case when shifts.is_share_shifted then shifts.share_after - shifts.share_before else shifts.change end as change,
        case when shifts.is_share_shifted then 0 else 1 end as first_order,
        -abs(shifts.change) as second_order

    from {{ ref('int_mix_shift') }} as shifts

    inner join {{ ref('metrics') }} as metrics on shifts.metric = metrics.metric

    inner join {{ ref('int_meetings') }} as meetings
        on shifts.metric = meetings.metric
        and shifts.week_start = meetings.week_start

    where
        shifts.is_share_shifted
        or (shifts.category = '(all)' and metrics.is_essential and shifts.verdict <> 'unchanged')

),

found as (

    {% for kind, given in review_kinds().items() %}
    select {{ review_row(kind, given) }}
    from {{ ref('int_findings_' ~ kind) if kind in ['newest', 'proposal'] else kind }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        -- keys
        meeting_on,
        kind,
        row_number() over (
            partition by meeting_on, kind
            order by
                first_order nulls last, second_order nulls last, case when segment = '(all)' then 0 else 1 end,
                metric nulls last, segment_type nulls last, segment nulls last, reference_id nulls last
        ) as rank,

        -- attributes
        week_start,
        segment_type,
        segment,
        metric,
        finding,
        cause_kind,
        cause_candidates,
        cause_alert_id,
        action,
        owner,
        reference_id,

        -- judgements
        verdict,
        drift_verdict,
        status,
        is_final,
        meeting_on = max(meeting_on) over () as is_newest,

        -- numbers
        value,
        value_low,
        value_high,
        numerator,
        denominator,
        value_before,
        change,
        change_low,
        change_high,
        baseline,
        limit_value,
        change_from_baseline,
        change_from_baseline_low,
        change_from_baseline_high,
        cast(customers_affected as bigint) as customers_affected,
        customers_wrongly_served,

        -- times
        happened_at

    from found

)

select * from final
