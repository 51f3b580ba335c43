{#-
    One row per category and week: on which rung every episode is, and what each system would call the same rows.

    The rungs are exclusive and add up to the episodes. Contained, durable and accurate are next to them, so that none
    can be quoted alone; the rates named after a vendor follow that vendor's published rule over the same episodes.
-#}

{% set rungs = ['not_ai', 'operational', 'escalated', 'abandoned', 'confirmed', 'assumed', 'pending'] %}
{% set ours = {
    'closure_rate': 'closure_rate', 'containment_rate': 'containment_rate',
    'confirmed_resolution_rate': 'confirmed_resolution_rate', 'assumed_resolution_rate': 'assumed_resolution_rate',
    'durable_resolution_rate': 'durable_resolution_rate', 'resolution_accuracy': 'resolution_accuracy_rate',
    'handled_accuracy': 'handled_accuracy_rate',
} %}
{% set vendors = {
    'fin_resolution_rate': 'rules.is_fin_resolved', 'zendesk_resolution_rate': 'rules.is_zendesk_resolved',
    'ada_resolution_rate': 'rules.is_ada_resolved', 'agentforce_deflection_rate': 'rules.is_agentforce_deflected',
    'chatwoot_durable_rate': 'rules.is_chatwoot_durable', 'dialogflow_containment_rate': 'rules.is_dialogflow_contained',
} %}

with

scorecard as (

    {{ weekly_numbers() }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

rules as (

    select * from {{ ref('int_vendor_rules') }}

),

groups as (

    {{ of_weeks('int_episodes_to_groups') }}

),

pivoted as (

    select
        week_start,
        category,

        {% for metric, name in ours.items() %}
        {{ metric_columns(metric, name) }},

        {% endfor %}
        {{ standing_of('containment_rate') }}

    from scorecard

    group by week_start, category

),

counted as (

    select
        groups.period_start as week_start,
        groups.segment as category,

        count(*) as episode_count,
        {% for rung in rungs %}
        count(*) filter (where episodes.outcome = '{{ rung }}') as {{ rung }}_count,
        {% endfor %}
        -- noqa: disable=LT01,LT02,LT15
        {% for name, condition in vendors.items() %}
        {{ share_columns(name, condition) }}{{ ',' if not loop.last }}
        {% endfor %}

    from groups

    inner join episodes on groups.episode_id = episodes.episode_id

    left join rules on groups.episode_id = rules.episode_id

    group by groups.period_start, groups.segment

),

final as (

    select
        -- keys
        pivoted.week_start,
        pivoted.category,

        -- the rungs
        coalesce(counted.episode_count, 0) as episode_count,
        {% for rung in rungs %}
        coalesce(counted.{{ rung }}_count, 0) as {{ rung }}_count,
        {% endfor %}

        -- ours
        {% for name in ours.values() %}
        {{ pivoted_columns(name) }},
        {% endfor %}

        -- theirs
        {% for name in vendors %}
        {{ part_columns(name, 'counted') }},
        {% endfor %}

        -- judgements
        pivoted.status,
        pivoted.is_final

    from pivoted

    left join counted on pivoted.week_start = counted.week_start and pivoted.category = counted.category

)

select * from final
