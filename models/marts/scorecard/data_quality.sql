{#- One row per table and reason: what landed and does not count, and what is not known of what does. -#}

select
    table_name,
    reason,
    row_count,
    total_count

from {{ ref('int_data_quality') }}
