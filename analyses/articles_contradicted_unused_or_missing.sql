-- Which articles do answers contradict, which does no answer use, and where is one missing?
--
-- One row per article in force, and one per category whose answers have no article to rest on. An article is used where it
-- holds the best supporting passage of an answer that is supported; what is contradicted may be the answer's fault or an
-- article that has gone stale: read both. Answers of the last 90 days.

with

recent as (

    select
        answers.*,
        episodes.category

    from {{ ref('answers') }} as answers

    inner join {{ ref('episodes') }} as episodes on answers.episode_id = episodes.episode_id

    where answers.answered_at > {{ dbt.dateadd('day', -90, as_of()) }}

),

in_force as (

    select * from {{ ref('stg_articles') }}
    where valid_from <= {{ as_of() }} and coalesce(valid_to > {{ as_of() }}, true)

),

by_article as (

    select
        article_id,
        count(*) as nearest_count,
        count(*) filter (where not is_unsupported) as supported_count,
        count(*) filter (where is_cited) as cited_count,
        count(*) filter (where unsupported_number or negation_mismatch) as contradicted_count

    from recent

    where article_id is not null

    group by article_id

),

articles as (

    select
        'article' as kind,
        in_force.article_id as subject,
        in_force.title,
        coalesce(by_article.nearest_count, 0) as answer_count,
        coalesce(by_article.supported_count, 0) as supported_count,
        coalesce(by_article.cited_count, 0) as cited_count,
        coalesce(by_article.contradicted_count, 0) as contradicted_count,
        case
            when by_article.article_id is null then 'never used'
            when 3 * by_article.contradicted_count > by_article.nearest_count then 'contradicted'
            when by_article.supported_count = 0 then 'near but of no help'
            else 'used'
        end as finding

    from in_force

    left join by_article on in_force.article_id = by_article.article_id

),

gaps as (

    select
        'category' as kind,
        category as subject,
        cast(null as varchar) as title,
        count(*) as answer_count,
        count(*) filter (where not is_unsupported) as supported_count,
        count(*) filter (where is_cited) as cited_count,
        count(*) filter (where unsupported_number or negation_mismatch) as contradicted_count,
        'no article' as finding

    from recent

    group by category

    having 4 * count(*) filter (where is_unverifiable or (is_unsupported and not is_cited)) > count(*)

)

select * from articles
union all
select * from gaps
order by kind asc, contradicted_count desc, answer_count desc, subject asc
