{#-
    One row per episode of an account that the AI answered in: what went wrong in it, of six kinds. Null where it cannot be known.

    An escalation for an outage, a quota, or because policy wants one, is no trouble with the AI.
-#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled and account_id is not null and is_timed

),

turns as (

    select * from {{ ref('int_ai_span_turns') }}

),

judgements as (

    select * from {{ ref('int_judgements_to_episodes') }}

    where is_first_judge

),

final as (

    select
        -- keys
        episodes.episode_id,
        episodes.account_id,
        episodes.customer_cluster,

        -- attributes
        episodes.category,

        -- judgements
        episodes.is_escalated and episodes.escalation_kind not in ('healthy', 'operational') as is_escalated,
        case when episodes.correct_score is not null then episodes.correct_score < 0.5 end as is_wrong,
        -- the judge errs oftener than a reviewer, so it counts only where no reviewer has looked
        case when episodes.correct_score is null then judgements.episode_score < 0.5 end as is_judged,
        coalesce(turns.frustrated_turn_count > 0, false) as is_negative,
        coalesce(episodes.is_abandoned, false) as is_abandoned,
        coalesce(episodes.is_escalation_requested and not episodes.is_escalated, false) as is_refused,

        -- times
        episodes.started_at

    from episodes

    left join turns on episodes.episode_id = turns.episode_id

    left join judgements on episodes.episode_id = judgements.episode_id

)

select * from final
