{#-
    One row per episode and group that it is counted in: its category and everything, by week and by month; and, by week,
    its agent, version, channel and the rest of the segments. The last 4, 8 and 13 final weeks are groups of categories, too,
    and so are the weeks of the baseline. A channel has a baseline and a last quarter of its own, and a tier has months.
-#}

{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_episodes_attributed') }}

),

months as (

    select
        *,

        {{ month_of('started_at') }} as month_start

    from episodes

),

-- two settling times may share a newest final week
windows as (

    select distinct
        period,
        first_week,
        last_week

    from {{ ref('int_trailing_windows') }}

    union all

    -- a median of these weeks is that of their episodes, and no mean of weekly medians
    select
        'baseline' as period,
        from_week as first_week,
        to_week as last_week

    from ({{ baseline_weeks('episodes') }}) as span

),

final as (

    {% set weekly = ['agent_id', 'agent_version', 'channel', 'capability', 'tier', 'product_area'] %}
    select episode_id, customer_cluster, 'week' as period, week_start as period_start, 'category' as segment_type, category as segment from months
    union all
    select episode_id, customer_cluster, 'week', week_start, 'category', '(all)' from months
    union all
    select episode_id, customer_cluster, 'month', month_start, 'category', category from months
    union all
    select episode_id, customer_cluster, 'month', month_start, 'category', '(all)' from months
    {% for category in ['category', "'(all)'"] %}
    union all
    select months.episode_id, months.customer_cluster, windows.period, windows.first_week, 'category', {{ category }}
    from months
    inner join windows on months.week_start between windows.first_week and windows.last_week
    {% endfor %}
    union all
    select months.episode_id, months.customer_cluster, windows.period, windows.first_week, 'channel', coalesce(months.channel, '(none)')
    from months
    inner join windows on months.week_start between windows.first_week and windows.last_week
    where windows.period in ('baseline', 'last_13_weeks')
    union all
    select episode_id, customer_cluster, 'month', month_start, 'tier', coalesce(tier, '(none)') from months
    {% for segment_type in weekly %}
    union all
    select episode_id, customer_cluster, 'week', week_start, '{{ segment_type | replace("_id", "") }}', coalesce({{ segment_type }}, '(none)') from months
    {% endfor %}

)

select * from final
