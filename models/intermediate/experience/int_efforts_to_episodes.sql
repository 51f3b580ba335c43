{#-
    One row per AI-handled episode: what it cost the customer to be helped, part by part, and the weighted sum of the parts.

    The weights are in the seed `effort_weights`: a published convention, not a measurement.
-#}

with

episodes as (

    select * from {{ ref('int_episodes_attributed') }}

),

timeline as (

    select * from {{ ref('int_timeline') }}

),

repetitions as (

    select * from {{ ref('int_repetitions_to_episodes') }}

),

weights as (

    select
        max(case when component = 'customer_messages' then weight end) as customer_messages,
        max(case when component = 'repetitions' then weight end) as repetitions,
        max(case when component = 'channel_switches' then weight end) as channel_switches,
        max(case when component = 'transfers' then weight end) as transfers,
        max(case when component = 'reauthentications' then weight end) as reauthentications

    from {{ ref('effort_weights') }}

),

turns as (

    select
        *,

        author_type = 'customer' as is_customer,
        case when author_type in ('ai', 'human') and not is_boilerplate then coalesce(author_id, author_type) end as answered_by

    from timeline

    where kind = 'message' and is_public

),

-- who answered before, among those who answered
answers as (

    select
        episode_id,
        answered_by,
        lag(answered_by) over (partition by episode_id order by position) as answered_before

    from turns

    where answered_by is not null

),

transfers as (

    select
        episode_id,
        count(*) filter (where answered_by <> answered_before) as transfer_count

    from answers

    group by episode_id

),

told as (

    select
        turns.episode_id,

        -- a thank-you costs nobody anything, and what follows the resolution was not needed for it
        count(*) filter (
            where turns.is_customer and not turns.is_thanks_only
            and turns.occurred_at <= coalesce(episodes.resolved_at, turns.occurred_at)
        ) as customer_message_count,
        count(distinct case when turns.is_customer then turns.channel end) as channel_count

    from turns

    inner join episodes on turns.episode_id = episodes.episode_id

    group by turns.episode_id

),

switches as (

    select
        episode_id,
        count(*) as switch_count

    from timeline

    where event_type = 'channel_switched'

    group by episode_id

),

-- the same customer, back on another channel within a day of the start
returns as (

    select
        episode_id,
        channel,
        started_at,
        lead(channel) over (partition by customer_id order by started_at, episode_id) as next_channel,
        lead(started_at) over (partition by customer_id order by started_at, episode_id) as next_started_at

    from episodes

    where customer_id is not null and is_timed

),

counted as (

    select
        episodes.episode_id,
        episodes.is_ai_resolved,
        coalesce(told.customer_message_count, 0) as customer_message_count,
        coalesce(repetitions.repetition_count, 0) as repetition_count,
        coalesce(repetitions.identity_count, 0) as reauthentication_count,
        coalesce(transfers.transfer_count, 0) as transfer_count,
        greatest(coalesce(switches.switch_count, 0), coalesce(told.channel_count, 1) - 1, 0)
        + case
            when
                returns.next_channel <> returns.channel
                and returns.next_started_at <= {{ hours_after('returns.started_at', 24) }} then 1
            else 0
        end as channel_switch_count

    from episodes

    left join told on episodes.episode_id = told.episode_id

    left join repetitions on episodes.episode_id = repetitions.episode_id

    left join transfers on episodes.episode_id = transfers.episode_id

    left join switches on episodes.episode_id = switches.episode_id

    left join returns on episodes.episode_id = returns.episode_id

    where episodes.is_ai_handled

),

final as (

    select
        counted.*,

        cast(
            weights.customer_messages * greatest(counted.customer_message_count - 1, 0)
            + weights.repetitions * counted.repetition_count
            + weights.channel_switches * counted.channel_switch_count
            + weights.transfers * counted.transfer_count
            + weights.reauthentications * counted.reauthentication_count
            as decimal(18, 6)
        ) as effort_index

    from counted

    cross join weights

)

select * from final
