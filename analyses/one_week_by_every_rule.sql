{#-
    What would each vendor call the last final week, and what do we? One row per rule, best-looking first, with how many points
    it is above ours: resolved by the AI, and found right by people. `dbt compile --select one_week_by_every_rule`, then run it.
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
    ('ours: resolved and found right by people', 'right_rate')
] -%}

with

ladder as (

    select * from {{ ref('outcome_ladder_weekly') }}

),

accuracy as (

    select * from {{ ref('resolution_accuracy_weekly') }}

),

told as (

    select
        ladder.*,

        -- what was closed, less what was closed and found wrong
        ladder.closure_rate - accuracy.closure_accuracy_gap as right_rate,
        ladder.closure_rate - accuracy.closure_accuracy_gap_high as right_rate_low,
        ladder.closure_rate - accuracy.closure_accuracy_gap_low as right_rate_high,
        ladder.closure_rate_denominator as right_rate_denominator,

        row_number() over (order by ladder.week_start desc) as weeks_back

    from ladder

    inner join accuracy
        on ladder.week_start = accuracy.week_start
        and ladder.category = accuracy.category

    where ladder.category = '(all)' and ladder.is_final and accuracy.closure_accuracy_gap is not null

),

last_week as (

    select * from told

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
        right_rate

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
        100 * (rate - right_rate) as points_above_found_right

    from by_rule

)

select * from final

order by rate desc, rule_name asc
