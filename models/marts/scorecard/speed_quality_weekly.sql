{#-
    One row per category and week: is faster worse, and how many of the resolutions were worth having.

    Fast is at or below the category's own median, over the `pool_weeks` weeks up to the week. The odds ratios compare fast
    with slow within category and week (Mantel-Haenszel): above 1, faster is worse. The frontier names the agent versions
    that no other version beats in both speed and accuracy.
-#}

with

scorecard as (

    {{ weekly_numbers() }}

),

speeds as (

    select * from {{ ref('int_speed_quality') }}

    where period = 'week'

),

pivoted as (

    select
        week_start,
        category,

        {{ metric_columns('median_hours_to_resolution') }},

        {{ metric_columns('resolution_accuracy', 'resolution_accuracy_rate') }},

        {{ metric_columns('quality_adjusted_resolutions') }},

        {{ standing_of('fast_wrong_rate') }}

    from scorecard

    group by week_start, category

),

compared as (

    select
        period_start as week_start,
        segment as category,

        {{ metric_columns('fast_wrong_rate', has_status=false) }},

        {{ metric_columns('slow_wrong_rate', has_status=false) }},

        {{ time_columns('wrong_odds_ratio') }},

        {{ time_columns('follow_up_odds_ratio') }},

        max(case when metric = 'pareto_version_count' then note end) as pareto_versions

    from speeds

    group by period_start, segment

),

final as (

    select
        -- keys
        pivoted.week_start,
        pivoted.category,

        -- attributes
        compared.pareto_versions,

        -- rates
        {% for metric in ['fast_wrong_rate', 'slow_wrong_rate'] %}
        {{ part_columns(metric, 'compared') }},
        {% endfor %}
        {{ pivoted_columns('resolution_accuracy_rate') }},

        -- comparisons
        {% for metric in ['wrong_odds_ratio', 'follow_up_odds_ratio'] %}
        {{ part_columns(metric, 'compared', has_numerator=false) }},
        {% endfor %}

        -- counts and times
        {%- for metric in ['quality_adjusted_resolutions', 'median_hours_to_resolution'] %}
        {{ pivoted_columns(metric) }},
        {%- endfor %}

        -- judgements
        pivoted.status,
        pivoted.is_final

    from pivoted

    left join compared on pivoted.week_start = compared.week_start and pivoted.category = compared.category

)

select * from final
