{#-
    A model has one row per what its `meta.grain` names: two rows of one grain are a failure, of whatever model.

    Tables are checked in every build. A view is computed once more for it, so it is checked where the unit tests run
    (`make test`); what a view repeats shows in the table that reads it.

    The graph is known when the test runs and not when it is parsed, so the marts are listed: every model is read by one of
    them, and a house rule compares the list with the marts that exist.
-#}
{{ config(meta={'remedy': "two rows have one grain: a join of that model repeats rows; look for the doubled key it names"}) }}

{% set marts = [
    'account_risk', 'business_signals', 'capacity_weekly', 'confusing_features', 'feature_adoption', 'feature_requests', 'outreach_list', 'workflow_problems', 'accounts', 'agent_spans', 'agents', 'alert_causes', 'alert_quality', 'alert_signals', 'alerts', 'answers',
    'baselines', 'calendar', 'channel_baselines', 'complexity_monthly', 'coherence_weekly', 'customers', 'data_quality', 'effort_weekly', 'episodes',
    'escalation_forecasts', 'escalation_weekly', 'excluded_tickets', 'experience_weekly', 'experiment_results', 'failure_clusters',
    'fix_outcomes', 'follow_up_weekly', 'hallucination_weekly', 'knowledge_due', 'knowledge_gaps', 'learning_velocity', 'messages_scored', 'metric_drift_weekly',
    'metric_forecasts', 'metric_registry', 'mix_shift_weekly', 'outcome_ladder_weekly', 'page_awareness_weekly',
    'pass_k', 'recommendations', 'resolution_accuracy_weekly', 'restatements', 'review_queue', 'reviewer_agreement', 'scale_gate',
    'scorecard_by_segment_weekly', 'scorecard_monthly', 'scorecard_trailing', 'scorecard_weekly', 'sentiment_weekly',
    'shadow_comparison', 'source_reconciliation', 'speed_quality_weekly', 'support_manager_daily', 'threshold_verdicts',
    'time_to_resolution_weekly', 'training_examples', 'value_weekly', 'weekly_review',
] %}
{% for mart in marts %}
-- depends_on: {{ ref(mart) }}
{% endfor %}

with

repeated as (

    {% if execute %}
    {% set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | sort(attribute='name') %}
    {% for model in models if model.config.materialized != 'view' or target.name == 'unit' %}
    {% set grain = model.config.meta.grain %}
    (
        select
            '{{ model.name }}' as model,
            '{{ grain }}' as grain,
            count(*) as group_count

        from (
            select count(*) as row_count from {{ model.relation_name }}
            {% if grain != 'one row' %}group by {{ grain }}{% endif %}

            having count(*) > 1
        ) as groups

        having count(*) > 0
    )

    {{ 'union all' if not loop.last }}
    {% endfor %}
    {% else %}
    select 'none' as model, 'none' as grain, 0 as group_count
    {% endif %}

),

final as (

    select * from repeated

)

select * from final
