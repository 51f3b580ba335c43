{#-
    One row per merged ticket: the ticket it ended up in, however long the chain.

    A loop of mergings ends up in its smallest id.
-#}

with recursive

tickets as (

    select * from {{ ref('stg_tickets') }}

),

events as (

    select * from {{ ref('stg_ticket_events') }}

),

mergings as (

    select
        ticket_id,
        to_value as merged_into_ticket_id,
        row_number() over (partition by ticket_id order by occurred_at desc, event_id desc) as newest

    from events

    where event_type = 'merged' and to_value is not null

),

links as (

    select
        tickets.ticket_id,
        targets.ticket_id as next_ticket_id

    from tickets

    left join mergings on tickets.ticket_id = mergings.ticket_id and mergings.newest = 1

    -- a merge into a ticket that never landed is no merge: the conversation stays where it can be seen
    inner join tickets as targets
        on coalesce(tickets.merged_into_ticket_id, mergings.merged_into_ticket_id) = targets.ticket_id

    where targets.ticket_id <> tickets.ticket_id

),

walks as (

    select
        ticket_id,
        ticket_id as reached_ticket_id,
        1 as steps,
        md5(ticket_id) as path,
        false as is_home_again

    from links

    union all

    select
        walks.ticket_id,
        links.next_ticket_id as reached_ticket_id,
        walks.steps + 1 as steps,
        concat(walks.path, md5(links.next_ticket_id)) as path,
        links.next_ticket_id = walks.ticket_id as is_home_again

    from walks

    inner join links on walks.reached_ticket_id = links.ticket_id

    where
        not walks.is_home_again
        and (
            links.next_ticket_id = walks.ticket_id
            -- digests, for an id may hold any sign
            or instr(walks.path, md5(links.next_ticket_id)) = 0
        )

),

loops as (

    select distinct ticket_id

    from walks

    where is_home_again

),

final as (

    select
        walks.ticket_id,
        coalesce(
            min(case when loops.ticket_id is not null then walks.reached_ticket_id end),
            max(case when links.ticket_id is null then walks.reached_ticket_id end)
        ) as surviving_ticket_id

    from walks

    left join loops on walks.reached_ticket_id = loops.ticket_id

    left join links on walks.reached_ticket_id = links.ticket_id

    group by walks.ticket_id

)

select * from final
