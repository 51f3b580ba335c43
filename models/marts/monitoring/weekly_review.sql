{#-
    What Monday's meeting needs: one row per meeting, kind and rank, the most important first.

    Each metric is taken in the newest week that was final by the meeting. The week that ended the day before can still
    change: it is there as `newest`, without a verdict. One improvement is proposed, or none where nothing is wrong.
-#}

{#- what each kind of finding can say; the rest is null -#}
{% set kinds = {
    'moved': [
        'week_start', 'segment', 'metric', 'owner', 'verdict', 'verdict_to_baseline', 'status', 'is_final', 'value',
        'value_low', 'value_high', 'numerator', 'denominator', 'value_before', 'change', 'change_low',
        'change_high', 'baseline', 'change_from_baseline', 'change_from_baseline_low', 'change_from_baseline_high',
        'first_order', 'second_order'
    ],
    'newest': [
        'week_start', 'segment', 'metric', 'owner', 'verdict', 'status', 'is_final', 'value', 'value_low',
        'value_high', 'numerator', 'denominator', 'baseline'
    ],
    'outlier': [
        'week_start', 'segment_type', 'segment', 'metric', 'owner', 'verdict', 'is_final', 'value', 'value_low',
        'value_high', 'numerator', 'denominator', 'value_before', 'change', 'second_order'
    ],
    'mix': [
        'week_start', 'segment', 'metric', 'finding', 'owner', 'verdict', 'is_final', 'value', 'value_before',
        'change', 'first_order', 'second_order'
    ],
    'alert': [
        'week_start', 'segment', 'metric', 'finding', 'cause_kind', 'cause_candidates', 'cause_alert_id', 'owner',
        'reference_id', 'verdict', 'status', 'change', 'customers_affected', 'happened_at', 'first_order',
        'second_order'
    ],
    'proposal': [
        'week_start', 'segment', 'metric', 'finding', 'cause_kind', 'cause_candidates', 'cause_alert_id', 'action',
        'owner', 'reference_id', 'verdict', 'status', 'is_final', 'value', 'value_low', 'value_high', 'numerator',
        'denominator', 'baseline', 'customers_affected'
    ],
    'decision': [
        'week_start', 'segment', 'metric', 'finding', 'action', 'owner', 'reference_id', 'verdict', 'status',
        'value', 'denominator', 'value_before', 'change', 'change_low', 'change_high', 'happened_at', 'second_order'
    ],
} %}

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

found as (

    {% for kind, given in kinds.items() %}
    select {{ review_row(kind, given) }}
    from {{ ref('int_findings_' ~ kind) if kind != 'decision' else 'decision' }}
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
                first_order, second_order, case when segment = '(all)' then 0 else 1 end,
                metric, segment_type, segment, reference_id
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
        verdict_to_baseline,
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
        change_from_baseline,
        change_from_baseline_low,
        change_from_baseline_high,
        customers_affected,

        -- times
        happened_at

    from found

)

select * from final
