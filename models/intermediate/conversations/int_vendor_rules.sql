{#-
    One row per episode that the AI answered in: what other systems would call it, by their published rules.

    Their judges are language models; here the automatic judgement of the episode takes its place, where there is one. Null: the
    rule leaves the episode out of its denominator.
-#}

with

judged as (

    select
        episodes.*,
        judgements.score as judge_score

    from {{ ref('int_episodes_resolved') }} as episodes

    left join ( -- noqa: ST05
        select
            candidates.episode_id,
            avg(cast(landed.score as decimal(9, 4))) as score

        from {{ ref('stg_judgements') }} as landed

        inner join {{ ref('int_tickets_counted') }} as survivors on landed.ticket_id = survivors.ticket_id

        inner join {{ ref('int_episodes_resolved') }} as candidates
            on survivors.surviving_ticket_id = candidates.ticket_id
            and coalesce(landed.episode_number, 1) = candidates.episode_number

        group by candidates.episode_id
    ) as judgements on episodes.episode_id = judgements.episode_id

),

joined as (

    select
        episodes.episode_id,
        episodes.outcome,
        episodes.is_timed,
        episodes.is_escalated,
        episodes.is_abandoned,
        episodes.is_autonomous,
        episodes.resolved_at,
        judged.as_of,
        judged.judge_score,
        judged.reopened_at,
        judged.last_message_at,
        judged.last_at,
        judged.human_message_count = 0
        and judged.last_ai_position = judged.last_reply_position
        and judged.last_ai_position > coalesce(judged.last_turn_position, 0) as is_last_word_of_ai,
        lead(episodes.started_at) over (
            partition by coalesce(episodes.customer_id, episodes.ticket_id) order by episodes.started_at, episodes.episode_id
        ) as next_started_at,
        episodes.is_ai_handled

    from {{ ref('int_episodes') }} as episodes

    inner join judged on episodes.episode_id = judged.episode_id

),

final as (

    select
        -- keys
        episode_id,

        -- Fin: nobody was asked for after the last answer for a day; a return to the conversation takes it back
        not is_escalated and is_last_word_of_ai and reopened_at is null
        and coalesce({{ hours_after('last_message_at', 24) }} <= as_of or not is_timed, false) as is_fin_resolved,

        -- Zendesk: 72 hours of silence in the conversation, and a judge that does not object
        not is_escalated and is_last_word_of_ai and coalesce(judge_score >= 0.5, true)
        and coalesce({{ hours_after('last_message_at', 72) }} <= as_of or not is_timed, false)
        and coalesce(reopened_at > {{ hours_after('last_message_at', 72) }}, true) as is_zendesk_resolved,

        -- Ada: of the judged sample, contained and found good
        case when judge_score is not null then not is_escalated and judge_score >= 0.5 end as is_ada_resolved,

        -- Agentforce: escalated, then abandoned (or judged below 3 of 5), then deflected (4 or 5), else ambiguous
        case
            when outcome <> 'pending' then
                not is_escalated and not coalesce(is_abandoned, false)
                and coalesce(judge_score >= 0.75, resolved_at is not null)
        end as is_agentforce_deflected,

        -- Chatwoot: no person, and not reopened within 7 days; only resolutions that old
        case
            when is_autonomous and is_timed and {{ follow_up_window_end('resolved_at') }} <= as_of then
                coalesce(reopened_at > {{ follow_up_window_end('resolved_at') }}, true)
        end as is_chatwoot_durable,

        -- Dialogflow: no person, and the user does not call again within a day
        case
            when is_timed and {{ hours_after('coalesce(resolved_at, last_at)', 24) }} <= as_of then
                not is_escalated
                and coalesce(next_started_at > {{ hours_after('coalesce(resolved_at, last_at)', 24) }}, true)
        end as is_dialogflow_contained

    from joined

    where is_ai_handled

)

select * from final
