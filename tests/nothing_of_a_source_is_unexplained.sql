{#- What a source counts, less what was left out for a reason, is what the episodes hold: anything else is a lost row. -#}
{{ config(meta={'remedy': "rows of a source are in no episode and no reason says why; look at source_reconciliation where unexplained_count is not 0, and tell the maintainers"}) }}

select
    source_system,
    measure,
    week_start,
    group_value,
    unexplained_count

from {{ ref('source_reconciliation') }}

where unexplained_count <> 0
