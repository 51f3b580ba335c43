{#-
    One row per message or event of a counted ticket, in the order in which it happened, with the episode it belongs to.

    What happened in a ticket that was absorbed is told in the surviving one, but for its status. A resolved event ends an
    episode. The customer's next public message opens the next one, unless it only says thanks within `thanks_window_hours`,
    was sent by a rule (out of office), is a reaction without words, or is the first message of a duplicate, sent again
    before its answer was read; a reopening opens it too, and two at one instant are one: a question before its answer.
-#}

{{ config(materialized='table') }}

with

counted as (

    select * from {{ ref('int_tickets_counted') }}

),

-- each row in the ticket that its conversation goes on in
told as (

    select
        counted.surviving_ticket_id as ticket_id,
        survivor.source_system,
        coalesce(survivor.landed_ticket_id, survivor.ticket_id) as landed_ticket_id,
        happenings.*,
        scored.is_boilerplate,
        scored.is_thanks_only,
        scored.is_automatic,
        scored.sentiment,

        -- what made a ticket a duplicate: its first words, said already in the ticket that it goes on in
        coalesce(
            counted.excluded_reason = 'duplicate' and happenings.author_type = 'customer' and happenings.is_public
            and row_number() over (
                partition by happenings.original_ticket_id, happenings.kind, happenings.author_type, happenings.is_public
                order by happenings.occurred_at, happenings.row_id
            ) = 1,
            false
        ) as is_said_again

    from {{ ref('int_ticket_happenings') }} as happenings

    inner join counted on happenings.original_ticket_id = counted.ticket_id

    inner join counted as survivor on counted.surviving_ticket_id = survivor.ticket_id

    left join {{ ref('int_messages_scored') }} as scored
        -- one expression on either side: with a condition on the left rows alone this would be every row with every message
        on case when happenings.kind = 'message' then happenings.row_id end = scored.message_id

    where
        survivor.excluded_reason is null
        -- a merge is not a resolution: what became of an absorbed ticket's status says nothing of the conversation
        and (
            counted.ticket_id = counted.surviving_ticket_id
            or coalesce(happenings.event_type, 'none') not in ('status_changed', 'reopened')
        )
        and (
            coalesce(happenings.event_type, 'none') <> 'created'
            or happenings.row_id <> concat(happenings.original_ticket_id, '#created_at')
            or (counted.excluded_reason is null and counted.is_without_messages)
        )

),

timeline as (

    select
        *,

        row_number() over (
            partition by ticket_id
            order by
                occurred_at,
                case
                    when event_type = 'created' then 0
                    when kind = 'message' then case when author_type = 'customer' then 1 else 2 end
                    else 3
                end,
                row_id
        ) as position

    from told

),

begun as (

    select
        *,

        min(case when author_type = 'customer' and is_public or event_type = 'created' then position end)
            over (partition by ticket_id) as first_position

    from timeline

),

resolved as (

    select
        *,

        event_type = 'status_changed' and to_value in ('solved', 'closed') and position > first_position as is_resolution,
        event_type = 'reopened'
        or event_type = 'status_changed' and to_value in ('new', 'open', 'pending', 'on_hold') as is_reopening

    from begun

),

remembered as (

    select
        *,

        max(case when is_resolution then occurred_at end) over (
            partition by ticket_id order by position rows between unbounded preceding and 1 preceding
        ) as last_resolved_at,

        -- a helpdesk that reopens on every message reopens on a thank-you too
        coalesce(
            bool_or(kind = 'message' and (is_thanks_only or is_automatic) and author_type = 'customer')
                over (partition by ticket_id, occurred_at),
            false
        ) as is_next_to_thanks

    from resolved

),

marked as (

    select
        ticket_id,
        position,

        case
            when position = first_position then 'open'
            when is_resolution then 'resolve'
            when
                author_type = 'customer' and is_public
                and not coalesce(is_said_again or is_automatic, false)
                and not (
                    coalesce(is_thanks_only, false)
                    and occurred_at <= {{ hours_after('last_resolved_at', var('thanks_window_hours')) }}
                ) then 'open'
            when is_reopening and not is_next_to_thanks then 'open'
        end as mark

    from remembered

    where position >= first_position

),

turned as (

    select
        ticket_id,
        position,
        mark,
        lag(mark) over (partition by ticket_id order by position) as previous_mark

    from marked

    where mark is not null

),

openings as (

    select
        ticket_id,
        position

    from turned

    where mark = 'open' and coalesce(previous_mark, 'resolve') = 'resolve'

),

numbered as (

    select
        resolved.*,

        -- what came before the customer's first word belongs to the first episode
        greatest(
            sum(case when openings.position is not null then 1 else 0 end) over (
                partition by resolved.ticket_id
                order by resolved.position
                rows between unbounded preceding and current row
            ),
            1
        ) as episode_number,
        openings.position is not null as is_opening

    from resolved

    left join openings on resolved.ticket_id = openings.ticket_id and resolved.position = openings.position

),

final as (

    select
        -- keys
        concat(source_system, ':', landed_ticket_id, '#', episode_number) as episode_id,
        ticket_id,
        cast(episode_number as bigint) as episode_number,
        cast(position as bigint) as position,
        row_id,
        original_ticket_id,

        -- attributes
        kind,
        author_type,
        author_id,
        agent_version,
        event_type,
        from_value,
        to_value,
        actor_type,
        reason,
        channel,

        -- judgements
        is_public,
        coalesce(is_boilerplate, false) as is_boilerplate,
        coalesce(is_thanks_only, false) as is_thanks_only,
        coalesce(is_automatic, false) as is_automatic,
        is_opening,
        coalesce(is_resolution, false) as is_resolution,
        position < first_position as is_before_customer,

        -- numbers
        sentiment,
        cost_usd,

        -- times
        occurred_at

    from numbered

)

select * from final
