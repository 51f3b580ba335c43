{#-
    One row per category and week: what the AI cost for each episode that it handled, resolved and resolved rightly, and what it
    saved and cost the support team. All money is in US dollars, as `cost_usd` and the vars say.

    Saved: minutes that a person needed for an episode of the category, for each resolution that was kept, times the share of
    resolutions that were right. A wrong answer costs `wrong_answer_usd` unless a reviewer found it.
-#}

{% set ends = ['', '_low', '_high'] %}

with

scorecard as (

    {{ weekly_numbers() }}

),

counts as (

    select * from {{ ref('int_value_counts') }}

),

pivoted as (

    select
        week_start,
        category,

        {{ metric_columns('resolution_accuracy', 'resolution_accuracy_rate') }},

        {{ metric_columns('quality_adjusted_resolutions', 'correct_count') }},

        {{ standing_of('resolution_accuracy') }}

    from scorecard

    group by week_start, category

),

joined as (

    select
        pivoted.*,

        coalesce(counts.handled_count, 0) as handled_count,
        coalesce(counts.resolved_count, 0) as resolved_count,
        coalesce(counts.resolved_customer_count, 0) as resolved_customer_count,
        coalesce(counts.kept_count, 0) as kept_count,
        coalesce(counts.came_back_count, 0) as came_back_count,
        coalesce(counts.costed_count, 0) as costed_count,
        coalesce(counts.review_count, 0) as review_count,
        coalesce(counts.found_wrong_count, 0) as found_wrong_count,
        coalesce(counts.human_minutes, 0) as human_minutes,
        coalesce(counts.review_minutes, 0) as review_minutes,

        -- messages without a known cost cost what the others do
        (
            counts.message_cost_usd / nullif(counts.costed_count, 0) * counts.handled_count
            {%- if var('ai_resolution_usd') %} + counts.resolved_count * {{ var('ai_resolution_usd') }}{% endif %}
        ) as ai_cost_usd,
    {% for end in ends %}
    -- known only where what a person needs is known for every kept one
    case
        when counts.followed_count > 0 and counts.kept_count = counts.kept_valued_count
            then coalesce(counts.kept_minutes{{ end }}, 0) / 60
    end as kept_hours{{ end }}
    {{- ',' if not loop.last }}
    {% endfor %}

    from pivoted

    left join counts
        on pivoted.week_start = counts.week_start
        and pivoted.category = counts.category

),

priced as (

    select
        *,

        human_minutes / 60 * {{ var('human_hour_usd') }} as human_cost_usd,
        review_minutes / 60 * {{ var('reviewer_hour_usd') }} as review_cost_usd,

        -- what is off in one factor and in the other are independent (Zou and Donner 2008)
        kept_hours * resolution_accuracy_rate as saved_hours,
        {% for end, side in [('_low', '-'), ('_high', '+')] %}
        case
            when kept_hours is not null and resolution_accuracy_rate is not null then
                greatest(0, kept_hours * resolution_accuracy_rate {{ side }} sqrt(
                    power((kept_hours{{ end }} - kept_hours) * resolution_accuracy_rate, 2)
                    + power(kept_hours * (resolution_accuracy_rate{{ end }} - resolution_accuracy_rate), 2)
                ))
        end as saved_hours{{ end }},
        {% endfor %}
        -- few right ones leave many wrong ones
    {% for end, other in [('', ''), ('_low', '_high'), ('_high', '_low')] %}
    case
        when correct_count is not null then
            greatest(0, resolved_count - correct_count{{ other }} - found_wrong_count) * {{ var('wrong_answer_usd') }}
    end as wrong_answer_cost{{ end }}_usd
    {{- ',' if not loop.last }}
    {% endfor %}

    from joined

),

final as (

    select
        -- keys
        week_start,
        category,

        -- counts, with how many of them were right
        handled_count,
        resolved_count,
        resolved_customer_count,
        kept_count,
        came_back_count,
        correct_count,
        correct_count_low,
        correct_count_high,
        correct_count_status,
        {{ pivoted_columns('resolution_accuracy_rate', none) }},
        status,
        is_final,
        review_count,
        found_wrong_count,
        costed_count,

        -- what it cost
        ai_cost_usd,
        human_minutes,
        human_cost_usd,
        review_minutes,
        review_cost_usd,
        {% for name, cost in [('ai_cost', 'ai_cost_usd'), ('cost', '(ai_cost_usd + human_cost_usd + review_cost_usd)')] %}
        {{ cost }} / nullif(handled_count, 0) as {{ name }}_per_handled_usd,
        {{ cost }} / nullif(resolved_count, 0) as {{ name }}_per_resolved_usd,
        {{ cost }} / nullif(correct_count, 0) as {{ name }}_per_correct_usd,
        {{ cost }} / nullif(correct_count_high, 0) as {{ name }}_per_correct_low_usd,
        {{ cost }} / nullif(correct_count_low, 0) as {{ name }}_per_correct_high_usd,
        {% endfor %}
        wrong_answer_cost_usd,
        wrong_answer_cost_low_usd,
        wrong_answer_cost_high_usd,

        -- what it saved, and what is left of that
        kept_hours / nullif(kept_count, 0) * 60 as person_minutes,
        saved_hours,
        saved_hours_low,
        saved_hours_high,
        {% for end, other in [('', ''), ('_low', '_high'), ('_high', '_low')] %}
        saved_hours{{ end }} * {{ var('human_hour_usd') }}
        - ai_cost_usd - review_cost_usd - wrong_answer_cost{{ other }}_usd as net_value{{ end }}_usd,
        saved_hours{{ end }} * {{ var('human_hour_usd') }}
        / nullif(ai_cost_usd + review_cost_usd + wrong_answer_cost{{ other }}_usd, 0) as return_on_agent{{ end }},
        {% endfor %}
        found_wrong_count * {{ var('wrong_answer_usd') }} / nullif(review_cost_usd, 0) as return_on_reviewing

    from priced

)

select * from final
