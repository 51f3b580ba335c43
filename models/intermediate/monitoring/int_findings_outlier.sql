{#- One row per meeting, segment and essential metric whose newest final week was unlike the twelve before it. -#}

with

final as (

    select
        -- keys
        meetings.meeting_on,
        outliers.segment_type,
        outliers.segment,
        outliers.metric,

        -- attributes
        outliers.week_start,
        metrics.owner,

        -- judgements
        case
            when metrics.direction = 'lower' and outliers.z < 0 then 'better'
            when metrics.direction <> 'lower' and outliers.z > 0 then 'better'
            else 'worse'
        end as verdict,
        true as is_final,

        -- numbers
        outliers.value,
        outliers.value_low,
        outliers.value_high,
        outliers.numerator,
        outliers.denominator,
        outliers.usual as value_before,
        outliers.value - outliers.usual as change,

        -- the order in which they are told
        -abs(outliers.z) as second_order

    from {{ ref('int_outlying_weeks') }} as outliers

    inner join {{ ref('metrics') }} as metrics on outliers.metric = metrics.metric

    inner join {{ ref('int_meetings') }} as meetings
        on outliers.metric = meetings.metric
        and outliers.week_start = meetings.week_start

)

select * from final
