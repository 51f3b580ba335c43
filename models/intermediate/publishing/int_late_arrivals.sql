{#-
    One row per publication, week and category: what happened to the week's episodes after it had been published.

    A message, a review, a reopening or a merge dated later than the publication's as_of.
-#}

with

publications as (

    select distinct
        as_of,
        week_start,
        category

    from {{ ref('stg_published_scorecards') }}

),

groups as (

    select * from {{ ref('int_episodes_to_groups') }}

    where period = 'week' and segment_type = 'category'

),

happenings as (

    select episode_id, occurred_at, 'message' as kind from {{ ref('int_timeline_numbered') }}
    where kind = 'message'

    union all

    select episode_id, reviewed_at, 'label' from {{ ref('int_reviews_to_episodes') }}

    union all

    select episode_id, reopened_at, 'reopened' from {{ ref('int_episodes_resolved') }}
    where reopened_at is not null

    union all

    select episodes.episode_id, events.occurred_at, 'merged'

    from {{ ref('stg_ticket_events') }} as events

    inner join {{ ref('int_tickets_counted') }} as survivors on events.ticket_id = survivors.ticket_id

    inner join {{ ref('int_episodes') }} as episodes on survivors.surviving_ticket_id = episodes.ticket_id

    where events.event_type = 'merged'

),

final as (

    select
        publications.as_of,
        publications.week_start,
        publications.category,

        count(*) filter (where happenings.kind = 'label') as late_label_count,
        count(*) filter (where happenings.kind = 'message') as late_message_count,
        count(*) filter (where happenings.kind = 'reopened') as reopened_count,
        count(*) filter (where happenings.kind = 'merged') as merged_count

    from publications

    inner join groups
        on publications.week_start = groups.period_start
        and publications.category = groups.segment

    inner join happenings
        on groups.episode_id = happenings.episode_id
        and publications.as_of < happenings.occurred_at

    group by publications.as_of, publications.week_start, publications.category

)

select * from final
