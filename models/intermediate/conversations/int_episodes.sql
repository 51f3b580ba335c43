{#-
    One row per episode: one time that a customer needed help, from the first word to the resolution.

    What the helpdesk claims (resolved) and what is known of it (reviewed, returned, given up) stand side by side.
    Whatever is not known yet is null.
-#}

{{ config(materialized='table') }}

with

resolved as (

    select * from {{ ref('int_episodes_resolved') }}

),

attributed as (

    select * from {{ ref('int_episodes_attributed') }}

),

turns as (

    select * from {{ ref('int_ai_span_turns') }}

),

verdicts as (

    select * from {{ ref('int_reviews_to_episode_verdicts') }}

),

satisfaction as (

    select
        episode_id,
        max(case when kind = 'csat' then share_of_scale end) as csat_score

    from {{ ref('int_satisfaction_to_episodes') }}

    group by episode_id

),

follow_ups as (

    select * from {{ ref('int_follow_ups') }}

),

joined as (

    select
        resolved.*,

        attributed.source_system,
        attributed.scenario_id,
        attributed.category,
        attributed.product_area,
        attributed.channel,
        attributed.language,
        attributed.brand,
        attributed.priority,
        attributed.agent_id,
        attributed.agent_version,
        attributed.capability,
        attributed.tier,
        attributed.strategy,
        attributed.escalation_reason,
        attributed.escalation_kind,
        turns.sentiment_sum,
        turns.turn_count,
        turns.sentiment_first,
        turns.sentiment_last,
        verdicts.correct_score,
        verdicts.is_correct,
        verdicts.is_valid,
        verdicts.is_complete,
        verdicts.is_helpful,
        verdicts.needed_human,
        satisfaction.csat_score,
        follow_ups.next_started_at as next_episode_at,

        verdicts.episode_id is not null as is_reviewed,
        resolved.ai_answer_count > 0 as is_ai_handled,
        resolved.handoff_position is not null as is_escalated,
        resolved.resolved_at is not null as is_resolved,
        resolved.is_closed_by_customer
        or coalesce(satisfaction.csat_score >= {{ var('satisfied_share') }}, false) as is_said_yes

    from resolved

    inner join attributed on resolved.episode_id = attributed.episode_id

    left join turns on resolved.episode_id = turns.episode_id

    left join verdicts on resolved.episode_id = verdicts.episode_id

    left join satisfaction on resolved.episode_id = satisfaction.episode_id

    left join follow_ups on resolved.episode_id = follow_ups.episode_id

),

judged as (

    select
        *,

        is_ai_handled and is_resolved and not is_escalated as is_ai_resolved,
        is_ai_handled and is_resolved and not is_escalated
        and not coalesce(first_human_reply_at <= resolved_at, false) as is_autonomous,

        case
            when not is_ai_handled then 'not_ai'
            when is_escalated and escalation_kind = 'operational' then 'operational'
            when is_escalated then 'escalated'
            when is_abandoned then 'abandoned'
            when is_resolved and is_said_yes then 'confirmed'
            when is_resolved then 'assumed'
            else 'pending'
        end as outcome

    from joined

),

final as (

    select
        -- keys
        episode_id,
        ticket_id,
        episode_number,
        source_system,
        scenario_id,
        customer_id,
        account_id,

        -- attributes
        {{ week_of('started_at') }} as week_start,
        {{ week_of('resolved_at') }} as resolved_week_start,
        category,
        product_area,
        channel,
        language,
        brand,
        priority,
        agent_id,
        agent_version,
        capability,
        tier,
        strategy,

        -- judgements
        is_timed,
        coalesce(is_agent_first, false) as is_agent_first,
        is_ai_handled,
        is_escalated,
        is_escalation_requested,
        escalation_reason,
        escalation_kind,
        is_resolved,
        resolution_basis,
        is_ai_resolved,
        is_autonomous,
        case when outcome in ('abandoned', 'confirmed', 'assumed', 'escalated') then not is_escalated end as is_contained,
        is_abandoned,
        is_resolved and is_said_yes as is_confirmed,
        case when is_resolved then reopened_at is not null end as is_reopened,
        case
            when
                is_autonomous and is_timed and customer_id is not null
                and {{ hours_after('resolved_at', 168) }} <= as_of
                then coalesce(next_episode_at > {{ hours_after('resolved_at', 168) }}, true)
        end as is_durable,
        outcome,
        is_reviewed,
        is_correct,
        is_valid,
        is_complete,
        is_helpful,
        needed_human,
        ai_version_count > 1 as is_version_mixed,

        -- numbers
        message_count,
        customer_message_count,
        ai_message_count,
        human_message_count,
        case
            when is_timed and not coalesce(is_agent_first, false)
                then {{ seconds_between('started_at', 'first_reply_at') }}
        end as first_response_seconds,
        case when is_timed then {{ seconds_between('started_at', 'resolved_at') }} end as resolution_seconds,
        case
            when is_timed and is_ai_handled
                then {{ seconds_between('first_ai_answer_at', 'escalated_at') }}
        end as escalation_seconds,
        {{ seconds_between('resolved_at', 'next_episode_at') }} as follow_up_seconds,
        cast(cast(sentiment_sum as double) / turn_count as decimal(9, 4)) as sentiment_mean,
        case when turn_count > 1 then cast(sentiment_last - sentiment_first as decimal(9, 4)) end as sentiment_shift,
        correct_score,
        csat_score,
        cost_usd,

        -- times
        started_at,
        first_ai_answer_at,
        first_human_reply_at,
        escalated_at,
        resolved_at,
        coalesce(resolved_at, case when is_abandoned then last_turn_at end) as ended_at,
        next_episode_at

    from judged

)

select * from final
