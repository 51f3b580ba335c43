{#- One row per category: the typical mix of escalation reasons in the baseline weeks, as words. -#}

with

span as (

    select * from {{ ref('int_baseline_weeks') }}

),

escalations as (

    select
        groups.segment as category,
        episodes.escalation_reason as reason,
        count(*) as escalation_count

    from {{ ref('int_episodes_to_groups') }} as groups

    inner join {{ ref('int_episodes') }} as episodes on groups.episode_id = episodes.episode_id

    inner join span on groups.period_start between span.from_week and span.to_week

    where groups.period = 'week' and groups.segment_type = 'category' and episodes.is_escalated

    group by groups.segment, episodes.escalation_reason

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
            cast(round(100.0 * escalation_count / sum(escalation_count) over (partition by category)) as bigint) as share

        from escalations
    ) as shares

    group by category

)

select * from final
