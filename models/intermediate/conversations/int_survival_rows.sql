{#-
    One row per episode and clock that it is on: when the clock started, when and how it stopped, how long it was watched.

    `cause` is 1 for the event that the clock is named for, above 1 for an end that rules it out, 0 while it runs. Where
    silence alone tells of an end, that end is known `assumed_after_hours` late (a give-up `abandoned_after_hours`): such
    a clock is watched until so long before as_of, or the newest week would miss the quick ends that nobody can know yet.
-#}

{{ config(materialized='table') }}

with

same_issue as (

    select
        episode_id,
        min(later_started_at) as next_same_issue_at

    from {{ ref('int_same_issue_follow_ups') }}

    where is_same_issue

    group by episode_id

),

episodes as (

    select
        episodes.*,
        same_issue.next_same_issue_at,
        {{ as_of() }} as as_of

    from {{ ref('int_episodes') }} as episodes

    left join same_issue on episodes.episode_id = same_issue.episode_id

    where episodes.is_timed

),

silences as (

    select
        case
            when bool_or(resolution_basis = 'assumed')
                then {{ hours_after('min(as_of)', -var('assumed_after_hours')) }}
            when bool_or(is_abandoned) then {{ hours_after('min(as_of)', -var('abandoned_after_hours')) }}
            else min(as_of)
        end as settled_until

    from episodes

),

watched as (

    select
        episodes.*,
        silences.settled_until

    from episodes

    cross join silences

),

clocks as (

    select
        episode_id, brand, 'resolution' as clock, started_at as starts_at, settled_until as watched_until,
        case outcome
            when 'escalated' then escalated_at when 'operational' then escalated_at
            when 'abandoned' then last_turn_at else resolved_at
        end as stops_at,
        case outcome when 'escalated' then 2 when 'operational' then 2 when 'abandoned' then 3 else 1 end as cause
    from watched
    where is_ai_handled

    union all

    select
        episode_id, brand, 'resolution_by_anyone', started_at, settled_until,
        coalesce(resolved_at, case when is_abandoned then last_turn_at end),
        case when resolved_at is null then 3 else 1 end
    from watched

    union all

    select
        episode_id, brand, 'escalation', first_ai_answer_at, settled_until,
        coalesce(escalated_at, resolved_at, case when is_abandoned then last_turn_at end),
        -- because of an outage or a quota is no judgement of the AI's: it ends the wait, as a resolution does
        case when escalated_at is null or outcome = 'operational' then 2 else 1 end
    from watched
    where is_ai_handled

    union all

    select episode_id, brand, 'first_response', started_at, as_of, first_reply_at, 1
    from watched
    where not is_agent_first

    union all

    select episode_id, brand, 'person', coalesce(escalated_at, started_at), as_of, first_human_reply_at, 1
    from watched
    where
        not is_agent_first
        and (not is_ai_handled or is_escalated)
        and not coalesce(first_human_reply_at < escalated_at, false)

    union all

    select episode_id, brand, 'follow_up', resolved_at, as_of, next_episode_at, 1
    from watched
    where is_ai_resolved and customer_id is not null

    union all

    select episode_id, brand, 'same_issue', resolved_at, as_of, next_same_issue_at, 1
    from watched
    where is_ai_resolved and customer_id is not null

    union all

    select episode_id, brand, 'autonomous', resolved_at, as_of, next_episode_at, 1
    from watched
    where is_autonomous and customer_id is not null

    union all

    select episode_id, brand, 'after_person', resolved_at, as_of, next_episode_at, 1
    from watched
    where is_resolved and not is_ai_resolved and customer_id is not null

),

final as (

    select
        -- keys
        episode_id,
        clock,

        -- attributes
        brand,

        -- judgements
        case when stops_at <= watched_until then cause else 0 end as cause,

        -- times
        starts_at,
        greatest(starts_at, least(coalesce(stops_at, watched_until), watched_until)) as stops_at,
        watched_until

    from clocks

    where starts_at <= watched_until

)

select * from final
