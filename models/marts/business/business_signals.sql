{#-
    One row per week, account and kind of signal: growth, prices, leaving, another product, a connection to one. With what the account
    pays, how it was served, who writes to it and what to do next.
-#}

with

signals as (

    select * from {{ ref('int_business_signals') }}

),

accounts as (

    select * from {{ ref('int_account_risk') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'business_signals'

),

final as (

    select
        -- keys
        signals.week_start,
        signals.account_id,
        signals.kind,

        -- attributes
        coalesce(accounts.owner, by_kind.owner, by_default.owner) as owner,
        coalesce(by_kind.next_step, by_default.next_step) as next_step,
        accounts.tier,
        accounts.currency,
        signals.last_episodes,

        -- numbers
        signals.signal_count,
        signals.customer_count,
        accounts.annual_value,
        accounts.trouble_ratio,
        accounts.trouble_ratio_low,
        accounts.trouble_ratio_high,

        -- times
        signals.last_at,
        accounts.churned_at

    from signals

    left join accounts on signals.account_id = accounts.account_id

    left join owners as by_kind on signals.kind = by_kind.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
