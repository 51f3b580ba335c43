{#-
    One row per figure of a help desk's own weekly report: ours of the same week and source, its own rule over our rows, and
    why they differ.
-#}

{% set rules = {
    'fin': 'is_fin_resolved', 'zendesk': 'is_zendesk_resolved', 'chatwoot': 'is_chatwoot_durable',
    'dialogflow': 'is_dialogflow_contained',
} %}

with

reports as (

    select * from {{ ref('stg_source_reports') }}

),

figures as (

    select * from {{ ref('source_report_figures') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

weeks as (

    select
        source_system,
        week_start,
        cast(count(distinct ticket_id) as double) as tickets,
        cast(count(*) filter (where is_ai_resolved) as double) as ai_resolutions,
        {{ share_of('case when is_ai_handled then is_ai_resolved end') }} as ai_resolution_rate,
        {{ share_of('is_contained') }} as containment_rate,
        cast(count(*) filter (where is_escalated) as double) as escalations,
        cast(avg(csat_score) as double) as csat_mean

    from episodes

    group by source_system, week_start

),

ruled as (

    {% for vendor, column in rules.items() %}
    select
        episodes.source_system,
        episodes.week_start,
        '{{ vendor }}' as vendor_rule,
        cast(count(*) filter (where vendors.{{ column }}) as double) as rule_count,
        {{ share_of('vendors.' ~ column) }} as rule_rate
    from episodes
    inner join {{ ref('int_vendor_rules') }} as vendors on episodes.episode_id = vendors.episode_id
    group by episodes.source_system, episodes.week_start
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

dated as (

    select
        *,
        cast({{ dbt.date_trunc('week', 'week_start') }} as date) as monday

    from reports

),

final as (

    select
        dated.source_system,
        dated.monday as week_start,
        dated.report,
        dated.value as source_value,

        case figures.figure
            {%- for figure in ['tickets', 'ai_resolutions', 'ai_resolution_rate', 'containment_rate', 'escalations', 'csat_mean'] %}
            when '{{ figure }}' then weeks.{{ figure }}
            {%- endfor %}
        end as mart_value,

        case when figures.figure like '%rate' then ruled.rule_rate else ruled.rule_count end as same_rule_value,

        case
            when figures.report is null then 'no figure of ours is next to this name: add it to source_report_figures'
            when weeks.week_start is null then 'no episode of this source began in this week'
            else figures.why
        end as reasons,

        -- of two days of one week the later
        row_number() over (
            partition by dated.source_system, dated.monday, dated.report order by dated.week_start desc
        ) as newest

    from dated

    left join figures on dated.report = figures.report

    left join weeks on dated.source_system = weeks.source_system and dated.monday = weeks.week_start

    left join ruled
        on dated.source_system = ruled.source_system
        and dated.monday = ruled.week_start
        and figures.vendor_rule = ruled.vendor_rule

)

select
    source_system,
    week_start,
    report,
    source_value,
    mart_value,
    same_rule_value,
    reasons

from final

where newest = 1
