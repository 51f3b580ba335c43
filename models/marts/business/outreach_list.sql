{#-
    One row per account to call: served worse than its conversations would be elsewhere, beyond chance. By rank in its currency,
    with the reasons, the last conversations, who calls and what to do.
-#}

with

accounts as (

    select * from {{ ref('int_account_risk') }}

    where is_troubled and churned_at is null

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'outreach_list'

),

final as (

    select
        -- keys
        accounts.account_id,

        -- attributes
        coalesce(accounts.owner, by_tier.owner, by_default.owner) as owner,
        coalesce(by_tier.next_step, by_default.next_step) as next_step,
        accounts.tier,
        accounts.currency,
        coalesce(accounts.reasons, 'More goes wrong than usual, of several kinds') as reasons,
        accounts.last_episodes,

        -- judgements
        accounts.is_large_enough,

        -- numbers
        accounts.episode_count,
        accounts.rank_in_currency,
        accounts.annual_value,
        accounts.value_at_risk,
        accounts.troubled_count,
        accounts.expected_count,
        accounts.trouble_ratio,
        accounts.trouble_ratio_low,
        accounts.trouble_ratio_high,
        accounts.churn_probability,

        -- times
        accounts.last_episode_at

    from accounts

    left join owners as by_tier on accounts.tier = by_tier.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
