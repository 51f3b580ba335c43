{#-
    One row per category and week: how long customers waited for the AI to resolve it, the open ones counted as open.

    An escalation and giving up end the AI's chance (competing ends): the four shares after a day add up to one. Next to it the
    time to a resolution by anyone, open hours, and the throughput by the week of the resolution with its accuracy.
-#}

{% set times = [
    'median_hours_to_resolution', 'median_hours_to_resolution_by_anyone', 'median_business_hours_to_resolution',
    'mean_hours_to_resolution_72h', 'median_seconds_to_first_response', 'median_business_minutes_to_first_response',
    'median_minutes_to_person',
] %}
{% set shares = [
    'resolved_within_24h_rate', 'escalated_within_24h_rate', 'given_up_within_24h_rate', 'waiting_after_24h_rate',
] %}

with

scorecard as (

    {{ weekly_numbers() }}

),

watched as (

    {{ of_weeks('int_survival_values') }}

),

throughput as (

    select * from {{ ref('int_throughput_to_weeks') }}

),

pivoted as (

    select
        week_start,
        category,

        {{ metric_columns('resolution_accuracy', 'resolution_accuracy_rate') }},

        {{ standing_of('median_hours_to_resolution') }}

    from scorecard

    group by week_start, category

),

curves as (

    select
        period_start as week_start,
        segment as category,

        {% for metric in times %}
        {{ time_columns(metric) }},
        {% endfor %}
        -- noqa: disable=LT01,LT02,LT15
        {% for metric in shares %}
        {{ metric_columns(metric, has_status=false) }}{{ ',' if not loop.last }}
        {% endfor %}

    from watched

    group by period_start, segment

),

final as (

    select
        -- keys
        pivoted.week_start,
        pivoted.category,

        -- times
        {% for metric in times %}
        {{ part_columns(metric, 'curves', has_numerator=false) }},
        {% endfor %}

        -- rates
        {% for metric in shares %}
        {{ part_columns(metric, 'curves') }},
        {% endfor %}

        -- counts, and whether they were worth having
        throughput.opened_count,
        throughput.resolved_count,
        throughput.ai_resolved_count,
        throughput.backlog_count,
        {%- for part in ['_numerator', '_denominator', '', '_low', '_high', '_status'] %}
        pivoted.resolution_accuracy_rate{{ part }},
        {%- endfor %}

        -- judgements
        pivoted.status,
        pivoted.is_final

    from pivoted

    inner join throughput on pivoted.week_start = throughput.week_start and pivoted.category = throughput.category

    left join curves on pivoted.week_start = curves.week_start and pivoted.category = curves.category

)

select * from final
