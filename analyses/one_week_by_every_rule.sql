{#-
    What would each vendor call the last final week, and what do we? One row per rule, best-looking first, with how many points
    it stands above the share that people found right. `dbt compile --select one_week_by_every_rule`, then run it.
-#}

{%- set rules = [
    ('Dialogflow: contained, silent for 24 h', 'dialogflow_containment_rate'),
    ('Fin: no reply for 24 h, or said yes', 'fin_resolution_rate'),
    ('Zendesk: no reply for 72 h', 'zendesk_resolution_rate'),
    ('Ada: a judged sample', 'ada_resolution_rate'),
    ('Agentforce: not handed over, not abandoned', 'agentforce_deflection_rate'),
    ('Chatwoot: not back within 7 days', 'chatwoot_durable_rate'),
    ('closed', 'closure_rate'),
    ('not handed over', 'containment_rate'),
    ('ours: said yes', 'confirmed_resolution_rate'),
    ('ours: did not come back, of autonomous ones', 'durable_resolution_rate'),
    ('ours: found right by people, of all answered', 'handled_accuracy_rate')
] -%}

with

ladder as (

    select
        *,
        row_number() over (order by week_start desc) as weeks_back

    from {{ ref('outcome_ladder_weekly') }}

    where category = '(all)' and is_final and handled_accuracy_rate is not null

),

last_week as (

    select * from ladder

    where weeks_back = 1

),

by_rule as (
    {% for name, column in rules %}
    select
        week_start,
        '{{ name }}' as rule_name,
        {{ column }} as rate,
        {{ column }}_low as rate_low,
        {{ column }}_high as rate_high,
        {{ column }}_denominator as out_of,
        handled_accuracy_rate

    from last_week
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

final as (

    select
        week_start,
        rule_name,
        rate,
        rate_low,
        rate_high,
        out_of,
        100 * (rate - handled_accuracy_rate) as points_above_found_right

    from by_rule

)

select * from final

order by rate desc, rule_name asc
