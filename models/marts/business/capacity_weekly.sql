{#-
    One row per category and week: the episodes in which people wrote, for each active customer; whether that grows in step with
    customers; and what ten points more of containment would save, at the accuracy of the same week.

    Ten more of a hundred episodes kept from people save only where the answer is right and the customer does not come back;
    each wrong one costs `wrong_answer_usd`.
-#}

with

load as (

    select * from {{ ref('int_human_load') }}

),

counts as (

    select * from {{ ref('int_value_counts') }}

),

scorecard as (

    {{ weekly_numbers() }}

),

pivoted as (

    select
        week_start,
        category,

        {{ metric_columns('containment_rate') }},

        {{ metric_columns('resolution_accuracy', 'resolution_accuracy_rate') }},

        {{ standing_of('resolution_accuracy') }}

    from scorecard

    group by week_start, category

),

joined as (

    select
        pivoted.*,

        load.active_customer_count,
        load.customer_basis,
        coalesce(load.human_handled_count, 0) as human_handled_count,
        load.human_handled_rate,
        load.human_handled_rate_low,
        load.human_handled_rate_high,
        load.elasticity,
        load.elasticity_low,
        load.elasticity_high,
        load.elasticity_status,
        load.busiest_hour,
        load.busiest_hour_share,
        coalesce(counts.handled_count, 0) as handled_count,
        cast(counts.handled_count as double) / 10 as ten_points_count,
        cast(counts.kept_count as double) / nullif(counts.followed_count, 0) as kept_share,
        counts.kept_minutes / nullif(counts.kept_valued_count, 0) / 60 as person_hours

    from pivoted

    left join load
        on pivoted.week_start = load.week_start
        and pivoted.category = load.category

    left join counts
        on pivoted.week_start = counts.week_start
        and pivoted.category = counts.category

),

final as (

    select
        -- keys
        week_start,
        category,

        -- what is left to people
        active_customer_count,
        customer_basis,
        handled_count,
        human_handled_count,
        human_handled_rate,
        human_handled_rate_low,
        human_handled_rate_high,
        busiest_hour,
        busiest_hour_share,

        -- does it grow with customers
        elasticity,
        elasticity_low,
        elasticity_high,
        elasticity_status,

        -- what more containment would be worth
        {{ pivoted_columns('containment_rate', none) }},
        {{ pivoted_columns('resolution_accuracy_rate', none) }},
        status,
        is_final,
        ten_points_count,
        {% for end in ['', '_low', '_high'] %}
        ten_points_count * kept_share * resolution_accuracy_rate{{ end }} * person_hours as ten_points_saved_hours{{ end }},
        {% endfor %}
        ten_points_count * (1 - resolution_accuracy_rate) * {{ var('wrong_answer_usd') }} as ten_points_wrong_cost_usd,
        ten_points_count * kept_share * resolution_accuracy_rate * person_hours * {{ var('human_hour_usd') }}
        - ten_points_count * (1 - resolution_accuracy_rate) * {{ var('wrong_answer_usd') }} as ten_points_net_usd

    from joined

)

select * from final
