{#-
    For the product lead: what do customers ask for that is not there? By customers who asked, with the account value of each currency,
    whether it grows, and what brought it since.
-#}

select
    name,
    product_area,
    owner,
    currency,
    customer_count,
    ask_count,
    account_count,
    annual_value,
    trend,
    is_built,
    feature_id,
    release_id,
    first_asked_at,
    last_asked_at

from {{ ref('feature_requests') }}

order by request_key asc, customer_count desc, currency asc
