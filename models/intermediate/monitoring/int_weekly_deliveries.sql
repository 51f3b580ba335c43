{#- One row per week and source of rows that should come every week: how many came. Silence is read from it. -#}

{%- set sources = {
    'messages': ('stg_messages', 'sent_at'), 'ticket events': ('stg_ticket_events', 'occurred_at'),
    'survey answers': ('stg_satisfaction', 'responded_at'),
} -%}

with

weeks as (

    select * from {{ ref('int_weeks') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

delivered as (

    select 'episodes' as source, category as segment, week_start, count(*) as row_count
    from episodes
    group by category, week_start

    union all

    select 'AI-handled episodes' as source, '(all)' as segment, week_start, count(*) as row_count
    from episodes
    where is_ai_handled
    group by week_start

    {% for source, (table, clock) in sources.items() -%}
    union all

    select '{{ source }}' as source, '(all)' as segment, {{ week_of(clock) }} as week_start, count(*) as row_count
    from {{ ref(table) }}
    group by {{ week_of(clock) }}
    {% endfor %}
),

due as (

    select distinct delivered.source, delivered.segment, weeks.week_start
    from delivered
    cross join weeks

),

final as (

    select
        -- keys
        due.source,
        due.segment,
        due.week_start,

        -- numbers
        coalesce(delivered.row_count, 0) as row_count

    from due

    left join delivered
        on due.source = delivered.source
        and due.segment = delivered.segment
        and due.week_start = delivered.week_start

)

select * from final
