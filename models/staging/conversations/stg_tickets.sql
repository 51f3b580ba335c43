{#-
    One row per ticket: what the helpdesk knew of it at as_of.

    A ticket's id belongs to its source. Where two sources use one id, `ticket_id` has the source in front; a row that names
    no source is of the one source that uses its id.
-#}

{{ config(materialized='table') }}

with

landed as (

    select * from {{ landing('tickets') }} as landed

),

sources as (

    select
        ticket_id,
        min(source_system) as first_source,
        max(source_system) as last_source

    from landed

    group by ticket_id

),

owned as (

    select
        {%- for column in landing_columns('tickets') if column.name not in ['ticket_id', 'source_system'] %}
        landed.{{ adapter.quote(column.name) }},
        {%- endfor %}
        landed._loaded_at,
        landed.ticket_id as landed_ticket_id,
        coalesce(sources.first_source <> sources.last_source, false) as is_shared_id,
        coalesce(
            landed.source_system, case when sources.first_source = sources.last_source then sources.first_source end
        ) as source_system

    from landed

    inner join sources on landed.ticket_id = sources.ticket_id

),

identified as (

    select
        *,
        coalesce(source_system, '{{ unnamed_source() }}') as own_source,
        case
            when is_shared_id then concat(coalesce(source_system, '{{ unnamed_source() }}'), ':', landed_ticket_id)
            else landed_ticket_id
        end as ticket_id

    from owned

),

versions as (

    select
        *,

        {{ version_number('tickets') }} as version_number

    from identified

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
        case
            when targets.ticket_id is not null then concat(newest.own_source, ':', newest.merged_into_ticket_id)
            else newest.merged_into_ticket_id
        end as merged_into_ticket_id,
        newest.landed_ticket_id,
        newest.own_source,
        newest.scenario_id,
        newest.source_system,

        -- attributes
        newest.channel,
        -- the names of groups that the scorecard itself makes
        case
            when trim(named.category) in ('(all)', '(other)') then concat('category ', trim(named.category))
            else coalesce(trim(named.category), '(none)')
        end as category,
        newest.product_area,
        newest.priority,
        newest.language,
        newest.brand,

        -- what a version written after as_of says of the status was not known yet
        case when coalesce(newest.updated_at <= {{ as_of() }}, true) then newest.status end as status,

        coalesce(newest.initiated_by, 'customer') as initiated_by,

        -- judgements
        newest.is_shared_id,
        coalesce(newest.can_escalate, true) as can_escalate,
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

    -- merged into an id that two sources use: the one of its own source is meant
    left join sources as targets
        on newest.merged_into_ticket_id = targets.ticket_id
        and targets.first_source <> targets.last_source

    where newest.version_number = 1

)

select * from final
