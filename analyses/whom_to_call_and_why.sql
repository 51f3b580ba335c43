{#-
    For sales and success: whom to call, and why? The accounts that were served worse than their conversations would be elsewhere, by
    value at risk within each currency.
-#}

select
    account_id,
    owner,
    tier,
    currency,
    rank_in_currency,
    annual_value,
    value_at_risk,
    trouble_ratio,
    trouble_ratio_low,
    trouble_ratio_high,
    reasons,
    next_step,
    last_episodes

from {{ ref('outreach_list') }}

order by currency asc, rank_in_currency asc
