{#-
    One row per episode in which a need for a person showed while the AI had it: did the AI go on regardless?

    The need shows when the customer asks for a person, or when a second answer of the AI has failed: the customer's second
    negative turn after an answer. Three answers more are a delayed escalation.
-#}

with

timeline as (

    select * from {{ ref('int_timeline') }}

),

episodes as (

    select * from {{ ref('int_episodes_resolved') }}

),

described as (

    select
        timeline.episode_id,
        timeline.position,
        timeline.position < coalesce(episodes.escalation_position, timeline.position + 1) as is_before_escalation,
        coalesce(timeline.event_type = 'escalation_requested', false) as is_request,
        coalesce(
            timeline.kind = 'message' and timeline.is_public and timeline.author_type = 'customer'
            and timeline.position > episodes.first_ai_position
            and timeline.sentiment <= {{ var('negative_sentiment') }},
            false
        ) as is_failure,
        coalesce(
            timeline.is_substantive and timeline.author_type = 'ai'
            and timeline.position >= episodes.first_ai_position,
            false
        ) as is_ai_answer

    from timeline

    inner join episodes on timeline.episode_id = episodes.episode_id

    where episodes.first_ai_position is not null

),

counted as (

    select
        *,

        sum(case when is_failure then 1 else 0 end) over (partition by episode_id order by position) as failure_number

    from described

),

signals as (

    select
        episode_id,
        min(position) as signal_position

    from counted

    where is_before_escalation and (is_request or is_failure and failure_number = 2)

    group by episode_id

),

final as (

    select
        counted.episode_id,
        'wheel_spin_rate' as metric,
        {{ one_if('count(*) filter (
            where counted.is_ai_answer and counted.is_before_escalation and counted.position > signals.signal_position
        ) >= 3') }} as numerator,
        1 as denominator

    from counted

    inner join signals on counted.episode_id = signals.episode_id

    group by counted.episode_id

)

select * from final
