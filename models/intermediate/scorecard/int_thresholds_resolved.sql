{#- One row per category and metric that has a threshold: the category's own row, else the default one. -#}

{{ config(materialized='table') }}

with

categories as (

    select distinct category from {{ ref('int_episodes_attributed') }}

    union

    select '(all)' as category

),

thresholds as (

    select * from {{ ref('category_thresholds') }}

),

candidates as (

    select
        categories.category,
        thresholds.metric,
        thresholds.baseline,
        thresholds.warn_threshold,
        thresholds.fail_threshold,
        thresholds.min_n,

        row_number() over (
            partition by categories.category, thresholds.metric
            order by case when thresholds.category = categories.category then 0 else 1 end
        ) as preference

    from categories

    inner join thresholds on thresholds.category in (categories.category, '(default)')

),

final as (

    select
        category,
        metric,
        baseline,
        warn_threshold,
        fail_threshold,
        min_n

    from candidates

    where preference = 1

)

select * from final
