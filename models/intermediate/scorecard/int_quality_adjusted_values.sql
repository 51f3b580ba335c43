{#- One row per cell: the AI's resolutions times their accuracy, how many were worth having. Nothing where nobody reviewed. -#}

with

accuracy as (

    select * from {{ ref('int_accuracy_values') }}

    where metric = 'resolution_accuracy' and value is not null

),

counted as (

    select
        cells.period,
        cells.period_start,
        cells.segment_type,
        cells.segment,
        cast(count(*) as double) as resolved_count

    from {{ ref('int_episodes_to_groups') }} as cells

    inner join {{ ref('int_episodes') }} as episodes on cells.episode_id = episodes.episode_id

    where episodes.is_ai_resolved

    group by cells.period, cells.period_start, cells.segment_type, cells.segment

),

final as (

    select
        accuracy.period,
        accuracy.period_start,
        accuracy.segment_type,
        accuracy.segment,
        'quality_adjusted_resolutions' as metric,
        counted.resolved_count * accuracy.value as value,
        counted.resolved_count * accuracy.value_low as value_low,
        counted.resolved_count * accuracy.value_high as value_high,
        counted.resolved_count * accuracy.value as numerator,
        counted.resolved_count as denominator,
        accuracy.n_effective,
        accuracy.method,
        accuracy.status_hint

    from accuracy

    inner join counted
        on accuracy.period = counted.period
        and accuracy.period_start = counted.period_start
        and accuracy.segment_type = counted.segment_type
        and accuracy.segment = counted.segment

)

select * from final
