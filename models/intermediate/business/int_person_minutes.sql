{#-
    One row per week and category: what a person needed for an episode of the category, over the `value_window_weeks` weeks up to it.

    Nobody measures the minutes: they are the person's public messages times var `human_message_minutes`. Taken from the
    episodes that people resolved alone; where those are fewer than five, from what was escalated to them; else it is not known.
-#}

{{ config(materialized='table') }}

{% set least = 5 %}

with

weeks as (

    select * from {{ ref('int_weeks') }}

),

by_people as (

    select
        week_start,
        category,
        case when is_ai_handled then 'escalated' else 'people_alone' end as basis,
        human_message_count * {{ var('human_message_minutes') }} as minutes

    from {{ ref('int_episodes') }}

    where human_message_count > 0 and is_resolved and (not is_ai_handled or outcome = 'escalated')

),

averaged as (

    select
        weeks.week_start,
        by_people.category,
        by_people.basis,
        count(*) as person_episode_count,
        cast(avg(by_people.minutes) as double) as person_minutes,
        cast(var_samp(by_people.minutes) as double) as variance

    from weeks

    inner join by_people
        on weeks.week_start >= by_people.week_start
        and {{ dbt.dateadd('day', -7 * var('value_window_weeks'), 'weeks.week_start') }} < by_people.week_start

    group by weeks.week_start, by_people.category, by_people.basis

    having count(*) >= {{ least }}

),

-- people alone before what was escalated
preferred as (

    select
        *,

        row_number() over (partition by week_start, category order by basis desc) as preference,
        {{ t_quantile('(person_episode_count - 1)') }} * sqrt(round(variance, 9) / person_episode_count) as reach

    from averaged

),

final as (

    select
        -- keys
        week_start,
        category,

        -- numbers
        person_minutes,
        greatest(0, person_minutes - reach) as person_minutes_low,
        person_minutes + reach as person_minutes_high,
        person_episode_count,
        basis

    from preferred

    where preference = 1

)

select * from final
