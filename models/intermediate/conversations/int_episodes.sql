{#-
    One row per episode: one time that a customer needed help, from the first word to the resolution.

    What the helpdesk claims (resolved) and what is known of it (reviewed, returned, given up) are next to each other.
    Whatever is not known yet is null.
-#}

{{ config(materialized='table') }}

with

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
        attributed.*,

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
        attributed.is_closed_by_customer
        or coalesce(satisfaction.csat_score >= {{ var('satisfied_share') }}, false) as is_said_yes

    from attributed

    left join turns on attributed.episode_id = turns.episode_id

    left join verdicts on attributed.episode_id = verdicts.episode_id

    left join satisfaction on attributed.episode_id = satisfaction.episode_id

    left join follow_ups on attributed.episode_id = follow_ups.episode_id

),

judged as (

    select
        *,

        case
            when not is_ai_handled then 'not_ai'
            when is_escalated and escalation_kind = 'operational' then 'operational'
            when is_escalated then 'escalated'
            when is_abandoned then 'abandoned'
            when is_resolved and is_said_yes then 'confirmed'
            when is_resolved then 'assumed'
            else 'pending'
        end as outcome,

        -- known once the window is over
        case
            when is_timed and customer_id is not null and {{ follow_up_window_end('resolved_at') }} <= as_of
                then coalesce(next_episode_at <= {{ follow_up_window_end('resolved_at') }}, false)
        end as is_followed_up

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
        customer_cluster,

        -- attributes
        week_start,
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
        -- staying with the AI is no success where nobody could be asked for
        case
            when
                outcome in ('abandoned', 'confirmed', 'assumed', 'escalated')
                and (is_escalated or coalesce(can_escalate, true))
                then not is_escalated
        end as is_contained,
        is_abandoned,
        is_resolved and is_said_yes as is_confirmed,
        case when is_resolved then reopened_at is not null end as is_reopened,
        is_followed_up,
        case when is_autonomous then not is_followed_up end as is_durable,
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
        {{ decimal_of('cast(sentiment_sum as double) / turn_count', 9, 4) }} as sentiment_mean,
        case when turn_count > 1 then cast(sentiment_last - sentiment_first as decimal(9, 4)) end as sentiment_shift,
        correct_score,
        csat_score,
        cost_usd,

        -- times
        started_at,
        first_ai_answer_at,
        first_reply_at,
        first_human_reply_at,
        last_turn_at,
        escalated_at,
        resolved_at,
        coalesce(resolved_at, case when is_abandoned then last_turn_at end) as ended_at,
        next_episode_at

    from judged

)

select * from final
