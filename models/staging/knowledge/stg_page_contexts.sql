{#- One row per snapshot of the page a customer was on. -#}

with

landed as (

    select * from {{ landing('page_contexts') }} as landed

),

versions as (

    select
        *,

        {{ version_number('page_contexts') }} as version_number

    from landed

),

final as (

    select
        page_context_id,
        -- without the query: it may hold e-mail addresses and keys, and no two pages differ by it alone
        split_part(page_url, '?', 1) as page_url,
        captured_at,
        element_labels,
        error_state,
        workflow,
        step_number

    from versions

    where version_number = 1

)

select * from final
