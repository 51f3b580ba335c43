{#- One row per category: the typical mix of escalation reasons in the baseline weeks, as words. -#}

with

span as (

    select * from {{ ref('int_baseline_weeks') }}

),

handoffs as (

    select
        cells.segment as category,
        episodes.escalation_reason as reason,
        count(*) as handoff_count

    from {{ ref('int_episodes_to_groups') }} as cells

    inner join {{ ref('int_episodes') }} as episodes on cells.episode_id = episodes.episode_id

    inner join span on cells.period_start between span.from_week and span.to_week

    where cells.period = 'week' and cells.segment_type = 'category' and episodes.is_escalated

    group by cells.segment, episodes.escalation_reason

),

final as (

    select
        category,
        {{ dbt.listagg("concat(coalesce(reason, 'not said'), ' ', share, ' %')", "', '", "order by share desc, coalesce(reason, 'not said')") }}
            as escalation_reasons

    from (
        select
            category,
            reason,
            cast(round(100.0 * handoff_count / sum(handoff_count) over (partition by category)) as bigint) as share

        from handoffs
    ) as shares

    group by category

)

select * from final
