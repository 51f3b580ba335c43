{#- One row per source, measure, week and group: what the source counts, what reached the episodes, and why they differ. -#}

with

final as (

    select
        source_system,
        measure,
        week_start,
        group_value,
        source_value,
        mart_value,
        cast(null as double) as same_rule_value,
        left_out_count,
        added_count,
        unexplained_count,
        reasons

    from {{ ref('int_source_reconciliation') }}

    union all

    -- the help desk's own report
    select
        source_system, 'report' as measure, week_start, report as group_value, source_value, mart_value, same_rule_value,
        cast(null as bigint) as left_out_count, cast(null as bigint) as added_count,
        cast(null as bigint) as unexplained_count, reasons

    from {{ ref('int_source_reports_compared') }}

)

select * from final
