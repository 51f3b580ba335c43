{#-
    One row per category and week: how many customers came back after the AI had resolved it.

    A customer who was not observed for the whole window counts for as long as they were (Kaplan-Meier, with the number
    still at risk). Next to it is the plain rate among those who were observed to the end (`_mature`). Follow-ups of a
    person's work are separate columns. Customers who cannot be recognised are counted and left out.
-#}

with

scorecard as (

    {{ weekly_numbers() }}

),

watched as (

    {{ of_weeks('int_survival_values') }}

),

groups as (

    {{ of_weeks('int_episodes_to_groups') }}

),

pivoted as (

    select
        week_start,
        category,

        {{ metric_columns('same_issue_follow_up_rate_7d') }},

        {{ metric_columns('durable_resolution_rate') }},

        {{ metric_columns('lapsed_after_bad_rate') }},

        {{ metric_columns('lapsed_after_good_rate') }},

        -- each window is final at its own time
        {% for window in ['24h', '72h', '7d', '14d'] %}
        max(case when metric = 'follow_up_rate_{{ window }}' then status end) as follow_up_rate_{{ window }}_status,
        {% endfor %}

        {{ standing_of('follow_up_rate_7d') }}

    from scorecard

    group by week_start, category

),

curves as (

    select
        period_start as week_start,
        segment as category,

        {% for window in ['24h', '72h', '7d', '14d'] %}
        {{ watched_columns('follow_up_rate_' ~ window) }},

        {{ metric_columns('follow_up_rate_' ~ window ~ '_mature', has_status=false) }},

        {% endfor %}
        {{ watched_columns('follow_up_after_person_rate_7d') }}

    from watched

    group by period_start, segment

),

anonymous as (

    select
        groups.period_start as week_start,
        groups.segment as category,
        count(*) as anonymous_count

    from groups

    inner join {{ ref('int_episodes') }} as episodes on groups.episode_id = episodes.episode_id

    where episodes.is_ai_resolved and episodes.is_timed and episodes.customer_id is null

    group by groups.period_start, groups.segment

),

final as (

    select
        -- keys
        pivoted.week_start,
        pivoted.category,

        -- rates and what they rest on
        {% for metric in ['follow_up_rate_24h', 'follow_up_rate_72h', 'follow_up_rate_7d', 'follow_up_rate_14d', 'follow_up_after_person_rate_7d'] %}
        coalesce(curves.{{ metric }}_numerator, 0) as {{ metric }}_numerator,
        coalesce(curves.{{ metric }}_denominator, 0) as {{ metric }}_denominator,
        curves.{{ metric }},
        curves.{{ metric }}_low,
        curves.{{ metric }}_high,
        {{ part_status(metric, 'curves') if 'person' in metric else 'pivoted.' ~ metric ~ '_status' }},
        coalesce(curves.{{ metric }}_at_risk, 0) as {{ metric }}_at_risk,
        {%- if 'person' not in metric %}
        coalesce(curves.{{ metric }}_mature_numerator, 0) as {{ metric }}_mature_numerator,
        coalesce(curves.{{ metric }}_mature_denominator, 0) as {{ metric }}_mature_denominator,
        curves.{{ metric }}_mature,
        coalesce(curves.{{ metric }}_mature_denominator, 0) / nullif(curves.{{ metric }}_denominator, 0)
            as {{ metric }}_share_mature,
        {%- endif %}
        {% endfor %}
        {% for metric in ['same_issue_follow_up_rate_7d', 'durable_resolution_rate', 'lapsed_after_bad_rate', 'lapsed_after_good_rate'] %}
        {{ pivoted_columns(metric) }},
        {% endfor %}

        -- counts
        coalesce(anonymous.anonymous_count, 0) as anonymous_count,

        -- judgements
        pivoted.status,
        pivoted.is_final

    from pivoted

    left join curves on pivoted.week_start = curves.week_start and pivoted.category = curves.category

    left join anonymous on pivoted.week_start = anonymous.week_start and pivoted.category = anonymous.category

)

select * from final
