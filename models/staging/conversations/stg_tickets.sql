{#- One row per ticket: what the helpdesk knew of it at as_of. -#}

{{ config(materialized='table') }}

with

landed as (

    select * from {{ landing('tickets') }} as landed

),

versions as (

    select
        *,

        {{ version_number('tickets') }} as version_number

    from landed

    where created_at <= {{ as_of() }}

),

-- a later export that forgets the category does not take it away
categorized as (

    select
        ticket_id,
        min(version_number) as newest_version_number

    from versions

    where trim(category) <> ''

    group by ticket_id

),

final as (

    select
        -- keys
        newest.ticket_id,
        newest.customer_id,
        newest.account_id,
        newest.merged_into_ticket_id,
        newest.scenario_id,
        newest.source_system,

        -- attributes
        newest.channel,
        coalesce(trim(named.category), '(none)') as category,
        newest.product_area,
        newest.priority,
        newest.language,
        newest.brand,

        -- what a version written after as_of says of the status was not known yet
        case when coalesce(newest.updated_at <= {{ as_of() }}, true) then newest.status end as status,

        -- judgements
        coalesce(newest.is_test, false) as is_test,
        coalesce(newest.is_timed, true) as is_timed,

        -- times
        newest.created_at,
        newest.updated_at,
        case when newest.solved_at <= {{ as_of() }} then newest.solved_at end as solved_at,
        case when newest.closed_at <= {{ as_of() }} then newest.closed_at end as closed_at

    from versions as newest

    left join categorized on newest.ticket_id = categorized.ticket_id

    left join versions as named
        on categorized.ticket_id = named.ticket_id
        and categorized.newest_version_number = named.version_number

    where newest.version_number = 1

)

select * from final
