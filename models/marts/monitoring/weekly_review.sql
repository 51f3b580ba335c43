{#-
    What Monday's meeting needs: one row per meeting, kind and rank, the most important first.

    Each metric is taken in the newest week that had settled by the meeting. The week that ended the day before can still
    change: it stands there as `newest`, without a verdict. One improvement is proposed, or none where nothing is wrong.
-#}

{% set sign = "case when metrics.direction = 'lower' then -1 else 1 end" %}

with

meetings as (

    select * from {{ ref('int_meetings') }}

),

days as (

    select
        meeting_on,
        ended_week_start,
        known_at

    from meetings

    group by meeting_on, ended_week_start, known_at

),

metrics as (

    select * from {{ ref('metrics') }}

),

scorecard as (

    select * from {{ ref('int_scorecard_weekly') }}

),

drift as (

    select * from {{ ref('int_metric_drift') }}

    where segment_type = 'category'

),

moves as (

    select * from {{ ref('int_metric_moves') }}

),

outliers as (

    select * from {{ ref('int_outlying_weeks') }}

),

mix as (

    select * from {{ ref('int_mix_shift') }}

),

alerts as (

    select * from {{ ref('int_alerts_followed') }}

),

proposals as (

    select * from {{ ref('int_proposed_improvements') }}

),

decisions as (

    select * from {{ ref('int_decisions_followed') }}

),

found as (

    -- the essentials of everything always, for "nothing moved" is an answer too; of the rest what is beyond chance
    select
        {{ review_row('moved', {
            'meeting_on': 'moves.meeting_on', 'week_start': 'moves.week_start', 'segment_type': "'category'",
            'segment': 'moves.category', 'metric': 'moves.metric',
            'verdict': "case when moves.is_beyond_chance is null then 'not_comparable' when not moves.is_beyond_chance then 'unchanged' when moves.change * " ~ sign ~ " > 0 then 'better' else 'worse' end",
            'verdict_to_baseline': 'drift.verdict', 'status': 'scorecard.status', 'is_final': 'scorecard.is_final',
            'value': 'scorecard.value', 'value_low': 'scorecard.value_low', 'value_high': 'scorecard.value_high',
            'numerator': 'scorecard.numerator', 'denominator': 'scorecard.denominator',
            'value_before': 'moves.before', 'change': 'moves.change', 'change_low': 'moves.change_low',
            'change_high': 'moves.change_high', 'baseline': 'scorecard.baseline',
            'change_from_baseline': 'moves.change_from_baseline',
            'change_from_baseline_low': 'moves.change_from_baseline_low',
            'change_from_baseline_high': 'moves.change_from_baseline_high', 'owner': 'metrics.owner',
            'first_order': "case when moves.is_beyond_chance then 0 when drift.verdict in ('worse', 'better') then 1 else 2 end",
            'second_order': '-abs(moves.z)',
        }) }}

    from moves

    inner join metrics on moves.metric = metrics.metric

    inner join scorecard
        on moves.week_start = scorecard.week_start
        and moves.category = scorecard.category
        and moves.metric = scorecard.metric

    left join drift
        on moves.week_start = drift.week_start
        and moves.category = drift.segment
        and moves.metric = drift.metric

    where
        moves.is_beyond_chance
        or drift.verdict in ('worse', 'better')
        or (metrics.is_essential and moves.category = '(all)')

    union all

    select
        {{ review_row('newest', {
            'meeting_on': 'days.meeting_on', 'week_start': 'scorecard.week_start', 'segment_type': "'category'",
            'segment': 'scorecard.category', 'metric': 'scorecard.metric', 'verdict': "'not_judged'",
            'status': 'scorecard.status', 'is_final': 'scorecard.is_final', 'value': 'scorecard.value',
            'value_low': 'scorecard.value_low', 'value_high': 'scorecard.value_high',
            'numerator': 'scorecard.numerator', 'denominator': 'scorecard.denominator',
            'baseline': 'scorecard.baseline', 'owner': 'metrics.owner',
        }) }}

    from days

    inner join scorecard
        on days.ended_week_start = scorecard.week_start
        and scorecard.category = '(all)'

    inner join metrics
        on scorecard.metric = metrics.metric
        and metrics.is_essential

    union all

    select
        {{ review_row('outlier', {
            'meeting_on': 'meetings.meeting_on', 'week_start': 'outliers.week_start',
            'segment_type': 'outliers.segment_type', 'segment': 'outliers.segment', 'metric': 'outliers.metric',
            'verdict': "case when outliers.z * " ~ sign ~ " > 0 then 'better' else 'worse' end", 'is_final': 'true',
            'value': 'outliers.value', 'value_low': 'outliers.value_low', 'value_high': 'outliers.value_high',
            'numerator': 'outliers.numerator', 'denominator': 'outliers.denominator', 'value_before': 'outliers.usual',
            'change': 'outliers.value - outliers.usual', 'owner': 'metrics.owner', 'second_order': '-abs(outliers.z)',
        }) }}

    from outliers

    inner join metrics on outliers.metric = metrics.metric

    inner join meetings
        on outliers.metric = meetings.metric
        and outliers.week_start = meetings.week_start

    union all

    -- of everything: what moved a rate; of a category: that it grew
    select
        {{ review_row('mix', {
            'meeting_on': 'meetings.meeting_on', 'week_start': 'mix.week_start', 'segment_type': "'category'",
            'segment': 'mix.category', 'metric': 'mix.metric', 'is_final': 'true',
            'verdict': "case when mix.is_share_shifted then 'share_grew' else mix.verdict end",
            'value': 'case when mix.is_share_shifted then mix.share_after else mix.rate_after end',
            'value_before': 'case when mix.is_share_shifted then mix.share_before else mix.rate_before end',
            'change': 'case when mix.is_share_shifted then mix.share_after - mix.share_before else mix.change end',
            'finding': "case when mix.is_share_shifted then 'share of all inquiries' else 'agent ' || " ~ points('mix.within_effect')
                ~ " || ', mix of questions ' || " ~ points('mix.mix_effect') ~ " || ', new questions ' || "
                ~ points('mix.entered_effect') ~ " end",
            'owner': 'metrics.owner', 'first_order': 'case when mix.is_share_shifted then 0 else 1 end',
            'second_order': '-abs(mix.change)',
        }) }}

    from mix

    inner join metrics on mix.metric = metrics.metric

    inner join meetings
        on mix.metric = meetings.metric
        and mix.week_start = meetings.week_start

    where
        mix.is_share_shifted
        or (mix.category = '(all)' and metrics.is_essential and mix.verdict <> 'unchanged')

    union all

    -- closed by nobody, and still so; an alert stands for a week at least
    select
        {{ review_row('alert', {
            'meeting_on': 'days.meeting_on', 'week_start': 'alerts.opened_week', 'segment_type': "'category'",
            'segment': 'alerts.category', 'metric': 'alerts.metric',
            'verdict': "case when alerts.opened_at > days.known_at - interval '7' day then 'opened' else 'open' end",
            'status': 'alerts.severity', 'change': 'alerts.change', 'customers_affected': 'alerts.customers_affected',
            'finding': 'alerts.evidence', 'cause_kind': 'alerts.cause_kind',
            'cause_candidates': 'alerts.cause_candidates', 'owner': 'alerts.owner', 'reference_id': 'alerts.alert_id',
            'happened_at': 'alerts.opened_at',
            'first_order': "case alerts.severity when 'critical' then 1 when 'high' then 2 else 3 end",
            'second_order': '-alerts.customers_affected',
        }) }}

    from days

    inner join alerts on {{ alert_stands_at('days.known_at') }}

    union all

    select
        {{ review_row('proposal', {
            'meeting_on': 'proposals.meeting_on', 'week_start': 'proposals.week_start', 'segment_type': "'category'",
            'segment': 'proposals.category', 'metric': 'proposals.metric', 'verdict': 'proposals.verdict',
            'status': 'proposals.status', 'is_final': 'true', 'value': 'proposals.value',
            'value_low': 'proposals.value_low', 'value_high': 'proposals.value_high',
            'numerator': 'proposals.numerator', 'denominator': 'proposals.denominator', 'baseline': 'proposals.reference',
            'customers_affected': 'proposals.customers_affected',
            'finding': "metrics.name || ' in ' || proposals.category || case proposals.verdict when 'fail' then ' is beyond the limit that the team set' when 'drift' then ' has left its baseline' else ' is beyond the warning that the team set' end",
            'cause_kind': 'proposals.cause_kind', 'cause_candidates': 'proposals.cause_candidates',
            'action': 'proposals.action', 'owner': 'proposals.owner', 'reference_id': 'proposals.alert_id',
        }) }}

    from proposals

    inner join metrics on proposals.metric = metrics.metric

    union all

    select
        {{ review_row('decision', {
            'meeting_on': 'decisions.meeting_on', 'week_start': 'decisions.decided_week', 'segment_type': "'category'",
            'segment': 'decisions.category', 'metric': 'decisions.metric', 'verdict': 'decisions.verdict',
            'status': 'decisions.metric_basis', 'value': 'decisions.after_value', 'value_before': 'decisions.before_value',
            'denominator': 'decisions.after_n_effective', 'change': 'decisions.change', 'change_low': 'decisions.change_low',
            'change_high': 'decisions.change_high', 'finding': 'decisions.finding', 'action': 'decisions.improvement',
            'owner': 'decisions.owner', 'reference_id': 'decisions.decision_id', 'happened_at': 'decisions.decided_at',
            'second_order': dbt.datediff('decisions.decided_at', 'days.known_at', 'second'),
        }) }}

    from decisions

    inner join days on decisions.meeting_on = days.meeting_on

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
