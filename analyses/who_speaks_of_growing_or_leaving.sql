{#-
    For sales and success: who speaks of growing, of prices or of leaving? By account and kind, the last eight weeks, newest first.
-#}

with

signals as (

    select
        *,

        max(week_start) over () as newest_week

    from {{ ref('business_signals') }}

    where churned_at is null

)

select
    account_id,
    owner,
    tier,
    kind,
    currency,
    annual_value,
    sum(signal_count) as signal_count,
    max(customer_count) as customer_count,
    max(last_at) as last_at,
    max(next_step) as next_step

from signals

where week_start > {{ dbt.dateadd('day', -56, 'newest_week') }}

group by account_id, owner, tier, kind, currency, annual_value

order by last_at desc, account_id asc, kind asc
