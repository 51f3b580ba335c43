{#-
    One row per message or event of a counted ticket, with the episode it belongs to.

    A resolved event ends an episode. The customer's next public message opens the next one, unless it only says thanks
    within `thanks_window_hours` or is the first message of a duplicate, sent again before its answer was read; a reopening
    opens it too, and the two at one instant are one.
-#}

{{ config(materialized='table') }}

with

timeline as (

    select * from {{ ref('int_timeline_rows') }}

),

tickets as (

    select * from {{ ref('stg_tickets') }}

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
            bool_or(kind = 'message' and is_thanks_only and author_type = 'customer') over (partition by ticket_id, occurred_at),
            false
        ) as is_beside_thanks

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
                and not coalesce(is_said_again, false)
                and not (
                    coalesce(is_thanks_only, false)
                    and occurred_at <= {{ hours_after('last_resolved_at', var('thanks_window_hours')) }}
                ) then 'open'
            when is_reopening and not is_beside_thanks then 'open'
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
        concat(coalesce(tickets.source_system, 'landing'), ':', numbered.ticket_id, '#', numbered.episode_number)
            as episode_id,
        numbered.ticket_id,
        cast(numbered.episode_number as bigint) as episode_number,
        cast(numbered.position as bigint) as position,
        numbered.row_id,
        numbered.original_ticket_id,

        -- attributes
        numbered.kind,
        numbered.author_type,
        numbered.author_id,
        numbered.agent_version,
        numbered.event_type,
        numbered.from_value,
        numbered.to_value,
        numbered.actor_type,
        numbered.reason,
        numbered.channel,

        -- judgements
        numbered.is_public,
        coalesce(numbered.is_boilerplate, false) as is_boilerplate,
        coalesce(numbered.is_thanks_only, false) as is_thanks_only,
        numbered.is_opening,
        coalesce(numbered.is_resolution, false) as is_resolution,
        numbered.position < numbered.first_position as is_before_customer,

        -- numbers
        numbered.sentiment,
        numbered.cost_usd,

        -- times
        numbered.occurred_at

    from numbered

    inner join tickets on numbered.ticket_id = tickets.ticket_id

)

select * from final
