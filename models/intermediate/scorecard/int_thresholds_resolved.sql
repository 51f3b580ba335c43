{#-
    One row per category and metric that has a threshold: the row of the seed that fits best.

    A row for the category goes before one for its stakes, that before one for its difficulty, and that before one for all.
-#}

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

described as (

    select
        categories.category,
        coalesce(profiles.stakes, defaults.stakes) as stakes,
        coalesce(profiles.difficulty, defaults.difficulty) as difficulty

    from categories

    left join {{ ref('category_profiles') }} as profiles on categories.category = profiles.category

    left join {{ ref('category_profiles') }} as defaults on defaults.category = '(default)'

),

candidates as (

    select
        described.category,
        thresholds.metric,
        thresholds.baseline,
        thresholds.warn_threshold,
        thresholds.fail_threshold,
        thresholds.warn_margin,
        thresholds.fail_margin,
        thresholds.min_n,
        case
            when thresholds.category <> '(default)' then 'category'
            when thresholds.stakes <> '(any)' then 'stakes'
            when thresholds.difficulty <> '(any)' then 'difficulty'
            else 'default'
        end as threshold_for,

        row_number() over (
            partition by described.category, thresholds.metric
            order by
                case when thresholds.category = '(default)' then 1 else 0 end,
                case when thresholds.stakes = '(any)' then 1 else 0 end,
                case when thresholds.difficulty = '(any)' then 1 else 0 end
        ) as preference

    from described

    inner join thresholds
        on thresholds.category in (described.category, '(default)')
        and thresholds.stakes in (described.stakes, '(any)')
        and thresholds.difficulty in (described.difficulty, '(any)')

),

final as (

    select
        category,
        metric,
        threshold_for,
        baseline,
        warn_threshold,
        fail_threshold,
        warn_margin,
        fail_margin,
        min_n

    from candidates

    where preference = 1

)

select * from final
