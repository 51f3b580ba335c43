{#- One row per topic of failure. -#}

select
    cluster_key,
    topic_version,
    name,
    category,
    product_area,
    typical_opening,
    is_new,
    failed_count,
    customer_count,
    wrong_count,
    escalated_count,
    unsupported_count,
    abandoned_count,
    badly_rated_count,
    reviewed_count,
    recent_count,
    before_count,
    trend_ratio,
    trend_ratio_low,
    trend_ratio_high,
    trend,
    failure_reasons,
    articles,
    release_id,
    first_failed_at,
    last_failed_at

from {{ ref('int_failure_clusters') }}
