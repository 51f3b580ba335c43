{#- One row per account: who they are, what they are worth, and how their customers fared. -#}

with

accounts as (

    select * from {{ ref('stg_accounts') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

served as (

    select
        account_id,
        count(distinct customer_id) as customer_count,
        count(*) as episode_count,
        count(*) filter (where is_ai_handled) as ai_handled_count,
        count(*) filter (where is_ai_resolved) as ai_resolved_count,
        count(*) filter (where is_reviewed) as reviewed_count,
        count(*) filter (where is_correct) as correct_count,
        count(*) filter (where is_escalated) as escalated_count

    from episodes

    group by account_id

),

final as (

    select
        -- keys
        accounts.account_id,

        -- attributes
        accounts.tier,
        accounts.currency,
        accounts.region,
        accounts.industry,
        accounts.owner,

        -- numbers
        accounts.annual_value,

        -- counts
        coalesce(served.customer_count, 0) as customer_count,
        coalesce(served.episode_count, 0) as episode_count,
        coalesce(served.ai_handled_count, 0) as ai_handled_count,
        coalesce(served.ai_resolved_count, 0) as ai_resolved_count,
        coalesce(served.reviewed_count, 0) as reviewed_count,
        coalesce(served.correct_count, 0) as correct_count,
        coalesce(served.escalated_count, 0) as escalated_count,

        -- times
        accounts.started_at,
        accounts.churned_at

    from accounts

    left join served on accounts.account_id = served.account_id

)

select * from final
