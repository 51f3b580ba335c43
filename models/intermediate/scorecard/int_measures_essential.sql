{#-
    One row per episode and measure that it is counted in: the definitions of the shares and means told by `episodes` alone.

    The row exists where the episode is in the denominator; `numerator` is what it adds. A share adds 0 or 1.
-#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

),

ai_handled as (

    select * from episodes
    where is_ai_handled

),

-- an escalation because the agent was down is nobody's judgement, and what is still open is not decided
decided as (

    select * from ai_handled
    where outcome not in ('operational', 'pending')

),

final as (

    select episode_id, 'closure_rate' as metric, {{ one_if('is_ai_resolved') }} as numerator, 1 as denominator from ai_handled

    union all

    select episode_id, 'escalation_rate', {{ one_if('is_escalated') }}, 1 from decided
    where is_contained is not null

    union all

    select episode_id, 'containment_rate', {{ one_if('is_contained') }}, 1 from decided
    where is_contained is not null

    union all

    select episode_id, 'escalation_request_refused_rate', {{ one_if('not is_escalated') }}, 1 from decided
    where is_escalation_requested

    union all

    select episode_id, 'confirmed_resolution_rate', {{ one_if("outcome = 'confirmed'") }}, 1 from decided

    union all

    select episode_id, 'assumed_resolution_rate', {{ one_if("outcome = 'assumed'") }}, 1 from decided

    union all

    select episode_id, 'abandonment_rate', {{ one_if("outcome = 'abandoned'") }}, 1 from decided
    where is_timed

    union all

    select episode_id, 'sentiment_mean', cast(sentiment_mean as decimal(18, 6)), 1 from ai_handled
    where sentiment_mean is not null

    union all

    select episode_id, 'sentiment_shift', cast(sentiment_shift as decimal(18, 6)), 1 from ai_handled
    where sentiment_shift is not null

    union all

    select turns.episode_id, 'frustrated_episode_rate', {{ one_if('turns.frustrated_turn_count > 0') }}, 1
    from {{ ref('int_ai_span_turns') }} as turns
    inner join ai_handled on turns.episode_id = ai_handled.episode_id

    union all

    select episode_id, 'csat_mean', cast(csat_score as decimal(18, 6)), 1 from ai_handled
    where csat_score is not null

    union all

    select episode_id, 'csat_response_rate', {{ one_if('csat_score is not null') }}, 1 from ai_handled

)

select * from final
