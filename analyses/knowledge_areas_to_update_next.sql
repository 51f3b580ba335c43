{#-
    Which knowledge areas need updating next? Per category: how old its articles are, what was released since the newest of
    them, and what the answers are worth there now. `dbt compile --select knowledge_areas_to_update_next`, then run it.
-#}

with

articles as (

    select
        category,
        max(valid_from) as newest_article_at,
        count(distinct article_id) as article_count

    from {{ ref('stg_articles') }}

    where category is not null

    group by category

),

released_since as (

    select
        articles.category,
        count(releases.release_id) as release_count,
        min(releases.released_at) as first_release_at

    from articles

    left join {{ ref('stg_releases') }} as releases
        on articles.category = releases.category
        and releases.kind = 'product'
        and articles.newest_article_at < releases.released_at

    group by articles.category

),

demand as (

    select
        category,
        count(*) as episode_count

    from {{ ref('episodes') }}

    where is_ai_handled and started_at > {{ dbt.dateadd('day', -28, as_of()) }}

    group by category

),

tested as (

    select
        segment as category,
        recent,
        change,

        row_number() over (partition by segment order by week_start desc) as weeks_back

    from {{ ref('metric_drift_weekly') }}

    where
        metric = 'resolution_accuracy'
        and segment_type = 'category'
        and recent is not null

),

quality as (

    select * from tested

    where weeks_back = 1

),

final as (

    select
        articles.category,
        articles.article_count,
        articles.newest_article_at,
        {{ dbt.datediff('articles.newest_article_at', as_of(), 'day') }} as days_since_newest_article,
        released_since.release_count as releases_not_followed,
        demand.episode_count as episodes_last_28_days,
        quality.recent as accuracy_last_4_weeks,
        quality.change as accuracy_change,

        -- wrong answers a month where the product moved on and the words did not
        coalesce(demand.episode_count, 0) * (1 - coalesce(quality.recent, 0.5)) * (1 + released_since.release_count)
            as urgency

    from articles

    left join released_since on articles.category = released_since.category

    left join demand on articles.category = demand.category

    left join quality on articles.category = quality.category

)

select * from final

order by urgency desc, category asc
