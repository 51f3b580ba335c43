{#- One row per person, however many customer ids they have: what they came with, and how it went. -#}

with

customers as (

    select * from {{ ref('stg_customers') }}

),

identified as (

    select * from {{ ref('int_customers_identified') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

known as (

    select
        identified.person_id as customer_id,
        max(identified.account_id) as account_id,
        count(*) as known_id_count,
        min(customers.created_at) as created_at

    from identified

    inner join customers on identified.customer_id = customers.customer_id

    group by identified.person_id

),

served as (

    select
        customer_id,
        max(account_id) as account_id,
        count(*) as episode_count,
        count(*) filter (where is_ai_handled) as ai_handled_count,
        count(*) filter (where is_ai_resolved) as ai_resolved_count,
        count(*) filter (where is_reviewed) as reviewed_count,
        count(*) filter (where is_correct) as correct_count,
        count(*) filter (where is_escalated) as escalated_count,
        count(*) filter (where is_abandoned) as abandoned_count,
        min(started_at) as first_episode_at,
        max(started_at) as last_episode_at

    from episodes

    where customer_id is not null

    group by customer_id

),

final as (

    select
        -- keys
        coalesce(known.customer_id, served.customer_id) as customer_id,
        coalesce(known.account_id, served.account_id) as account_id,

        -- counts
        coalesce(known.known_id_count, 0) as known_id_count,
        coalesce(served.episode_count, 0) as episode_count,
        coalesce(served.ai_handled_count, 0) as ai_handled_count,
        coalesce(served.ai_resolved_count, 0) as ai_resolved_count,
        coalesce(served.reviewed_count, 0) as reviewed_count,
        coalesce(served.correct_count, 0) as correct_count,
        coalesce(served.escalated_count, 0) as escalated_count,
        coalesce(served.abandoned_count, 0) as abandoned_count,

        -- times
        known.created_at,
        served.first_episode_at,
        served.last_episode_at

    from known

    full outer join served on known.customer_id = served.customer_id

)

select * from final
