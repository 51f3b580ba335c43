{#- One row per gap of the knowledge base. -#}

select
    gap_key,
    kind,
    category,
    product_area,
    subject,
    article_id,
    article_version,
    release_id,
    feature_id,
    cluster_key,
    state,
    evidence,
    evidence_count,
    episode_count,
    evidence_share,
    evidence_share_low,
    compared_share,
    customer_count,
    first_seen_at,
    age_days,
    closed_at,
    fix_id,
    owner

from {{ ref('int_knowledge_gaps') }}
