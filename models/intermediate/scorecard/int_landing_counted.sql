{#-
    One row per landing table and reason why rows of it are not read: older versions, rows after as_of, rows whose ticket
    never landed, rejected rows and unknown columns.
-#}

{% set clocks = {
    'tickets': 'created_at', 'messages': 'sent_at', 'ticket_events': 'occurred_at', 'satisfaction': 'responded_at',
    'reviews': 'reviewed_at', 'judgements': 'judged_at',
} %}

with

rejected_rows as (

    select * from {{ source('landing_reports', 'rejected_rows') }}

),

landed_files as (

    select * from {{ source('landing_reports', 'landed_files') }}

),

unknown_columns as (

    select * from {{ source('landing_reports', 'unknown_columns') }}

),

ticket_customers as (

    select distinct customer_id from {{ ref('stg_tickets') }}

),

-- a file that is refused in every version of it is refused once
last_versions as (

    select
        *,
        row_number() over (partition by table_name, source_file order by landed_at desc, source_hash desc) as version
    from landed_files

),

-- what `agent-scorecard land` read, whatever became of it
read_rows as (

    select
        table_name,
        cast(sum(rows_read) as bigint) as row_count

    from landed_files

    group by table_name

),

final as (

    select
        rejected_rows.table_name,
        concat('rejected: ', rejected_rows.reason) as reason,
        count(*) as row_count,
        max(read_rows.row_count) as total_count
    from rejected_rows
    left join read_rows on rejected_rows.table_name = read_rows.table_name
    left join landed_files
        on rejected_rows.table_name = landed_files.table_name and rejected_rows.source_hash = landed_files.source_hash

    -- one row counts once, however many versions of its file came; those of a refused file are told with the file
    where
        landed_files.refusal is null
        and not coalesce(rejected_rows.is_landed_since, false)
        and not coalesce(rejected_rows.is_rejected_again, false)
    group by rejected_rows.table_name, rejected_rows.reason

    union all

    -- a column nobody reads, with the rows that came with it
    select
        unknown_columns.table_name,
        concat('unknown column: ', unknown_columns.column_name) as reason,
        coalesce(max(read_rows.row_count), 0) as row_count,
        coalesce(max(read_rows.row_count), 0) as total_count
    from unknown_columns
    left join read_rows on unknown_columns.table_name = read_rows.table_name
    group by unknown_columns.table_name, unknown_columns.column_name

    union all

    select
        table_name,
        concat('not landed: ', refusal) as reason,
        cast(sum(rows_rejected) as bigint) as row_count,
        cast(sum(rows_read) as bigint) as total_count
    from last_versions
    where refusal is not null and version = 1 and not coalesce(is_landed_since, false)
    group by table_name, refusal

    union all

    -- what people asked, and meets nobody: an id that was written in another way, perhaps
    select
        'erasure_requests' as table_name, 'no ticket and no customer has this id' as reason,
        count(*) filter (where tickets.customer_id is null and customers.customer_id is null) as row_count,
        count(*) as total_count
    from {{ ref('stg_erasure_requests') }} as requests
    left join ticket_customers as tickets on requests.customer_id = tickets.customer_id
    left join {{ ref('stg_customers') }} as customers on requests.customer_id = customers.customer_id

    union all

    select
        'tickets' as table_name, 'a status that is none of the contract''s' as reason,
        count(*) filter (where status not in ('{{ landing_words('tickets', 'status') | join("', '") }}')) as row_count,
        count(*) as total_count
    from {{ ref('stg_tickets') }}

    union all

    select
        'ticket_events' as table_name, 'a status that is none of the contract''s' as reason,
        count(*) filter (
            where event_type = 'status_changed' and to_value not in ('{{ landing_words('tickets', 'status') | join("', '") }}')
        ) as row_count,
        count(*) filter (where event_type = 'status_changed') as total_count
    from {{ ref('stg_ticket_events') }}

    union all

    {% for table, clock in clocks.items() %}
    {%- set rows = landing(table) %}
    select
        '{{ table }}' as table_name, 'later than as_of' as reason,
        count(*) filter (where {{ clock }} > {{ as_of() }}) as row_count, count(*) as total_count
    from {{ rows }} as {{ table }}

    union all

    select
        '{{ table }}' as table_name, 'an older version of a row' as reason,
        count(*) filter (where {{ clock }} <= {{ as_of() }})
        - (
            select count(*) from {{ ref('stg_' ~ table) }}
            where {{ clock }} <= {{ as_of() }}
        ) as row_count,
        count(*) as total_count
    from {{ rows }} as {{ table }}

    union all

    {% if table != 'tickets' %}
    select
        '{{ table }}' as table_name, 'its ticket never landed' as reason,
        count(*) filter (where tickets.ticket_id is null) as row_count, count(*) as total_count
    from {{ ref('stg_' ~ table) }} as children
    left join {{ ref('stg_tickets') }} as tickets on children.ticket_id = tickets.ticket_id

    {{ 'union all' if not loop.last }}
    {% endif %}
    {%- endfor %}

)

select * from final
