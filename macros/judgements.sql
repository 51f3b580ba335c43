{#- What more than half of those who said anything say; null where nobody did, or where they are even. -#}
{% macro majority(condition) -%}
    case
        when count(*) filter (where {{ condition }}) > count(*) filter (where not ({{ condition }})) then true
        when count(*) filter (where {{ condition }}) < count(*) filter (where not ({{ condition }})) then false
    end
{%- endmacro %}


{#- 1 where a condition holds, else 0, as every measure adds it up. -#}
{% macro one_if(condition) -%}
    cast(case when {{ condition }} then 1 else 0 end as decimal(18, 6))
{%- endmacro %}


{#- The share of those who answered for whom a condition holds; null where nobody answered. -#}
{% macro share_of(condition) -%}
    cast(count(*) filter (where {{ condition }}) as double)
    / nullif(count(*) filter (where ({{ condition }}) is not null), 0)
{%- endmacro %}


{#-
    What is known of an episode without a review, from `episodes` and `judged`: the strata of every review estimate.

    | returns | is_ai_resolved, is_escalated, is_decided (no handoff for an outage, and not still open), judge_verdict |
-#}
{% macro accuracy_stratum() -%}
    episodes.is_ai_resolved,
    episodes.is_escalated,
    episodes.outcome not in ('operational', 'pending') as is_decided,
    case
        when judged.episode_score is null then 'none'
        when judged.episode_score >= 0.5 then 'pass'
        else 'fail'
    end as judge_verdict
{%- endmacro %}
