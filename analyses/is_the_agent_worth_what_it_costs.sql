{#-
    For the VP of customer success: is the agent worth what it costs? By category, the last eight final weeks: what a right resolution
    cost, the hours it saved and what is left of them once wrong answers and reviewing are paid, each at the ends of its interval.
    The ends are added up week by week, which is wider than 95 %.
-#}

with

weeks as (

    select
        *,

        max(case when is_final then week_start end) over () as newest_week

    from {{ ref('value_weekly') }}

)

select
    category,
    min(week_start) as from_week,
    max(week_start) as to_week,
    sum(handled_count) as handled_count,
    sum(resolved_count) as resolved_count,
    sum(correct_count) / nullif(sum(resolved_count), 0) as accuracy,
    sum(came_back_count) as came_back_count,
    sum(ai_cost_usd) / nullif(sum(correct_count), 0) as ai_cost_per_correct_usd,
    sum(ai_cost_usd + human_cost_usd + review_cost_usd) / nullif(sum(correct_count), 0) as cost_per_correct_usd,
    sum(saved_hours) as saved_hours,
    sum(saved_hours_low) as saved_hours_low,
    sum(saved_hours_high) as saved_hours_high,
    sum(wrong_answer_cost_usd) as wrong_answer_cost_usd,
    sum(net_value_usd) as net_value_usd,
    sum(net_value_low_usd) as net_value_low_usd,
    sum(net_value_high_usd) as net_value_high_usd

from weeks

where is_final and saved_hours is not null and week_start > {{ dbt.dateadd('day', -56, 'newest_week') }}

group by category

order by category
