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

    | returns | is_ai_resolved, is_escalated, is_decided (no escalation for an outage, and not still open), judge_verdict |
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


{#-
    Was it said or done while the AI had the conversation: from the start where it answered first, else from its first
    answer; to the escalation, or the end?

    | timeline, episodes | the aliases of a row of the timeline and of its episode |
-#}
{% macro is_in_ai_span(timeline, episodes) -%}
    coalesce(
        {{ timeline }}.position >= case
            when {{ episodes }}.is_human_first then {{ episodes }}.first_ai_position else {{ episodes }}.first_position
        end
        and {{ episodes }}.first_ai_position is not null
        and {{ timeline }}.position < coalesce({{ episodes }}.escalation_position, {{ timeline }}.position + 1)
        and {{ timeline }}.position <= coalesce({{ episodes }}.resolution_position, {{ timeline }}.position),
        false
    )
{%- endmacro %}


{#- The end of the seven days after a resolution in which a return counts as a follow-up. | returns | TIMESTAMP -#}
{% macro follow_up_window_end(resolved_at) -%}
    {{ hours_after(resolved_at, 168) }}
{%- endmacro %}


{#- An answer whose claims the articles do not support; null where nothing could be judged. | scored | the alias and a dot -#}
{% macro is_unsupported(scored='') -%}
    case
        when {{ scored }}support_score is not null
            then
                {{ scored }}support_score < {{ var('unsupported_below') }}
                or {{ scored }}unsupported_number
                or {{ scored }}negation_mismatch
    end
{%- endmacro %}


{#-
    An answer that lost the thread: true where it went wrong in one way, false where it could have and did not, null where
    it could not.

    | scored | the alias and a dot |
-#}
{% macro is_context_lost(scored='') -%}
    coalesce(
        nullif({{ scored }}asks_again, false), nullif({{ scored }}repeats_step, false), {{ scored }}contradicts_itself,
        {{ scored }}repeats_step, {{ scored }}asks_again
    )
{%- endmacro %}


{#-
    The stricter of a threshold and one that follows from the baseline, either of which may be null.

    | one, other | expressions; `sign` is 1 where higher is better, else -1 |
-#}
{% macro stricter(one, other) -%}
    case
        when ({{ one }}) is null then {{ other }}
        when ({{ other }}) is null then {{ one }}
        when sign * ({{ one }}) > sign * ({{ other }}) then {{ one }}
        else {{ other }}
    end
{%- endmacro %}


{#- The baseline of a number: set by hand, else measured. | declared | a row of int_thresholds_resolved | measured | one of int_metric_values -#}
{% macro baseline_of(declared, measured, number='value') -%}
    {%- if number == 'value' -%}
        coalesce({{ declared }}.baseline, {{ measured }}.value)
    {%- else -%}
        case when {{ declared }}.baseline is null then {{ measured }}.{{ number }} end
    {%- endif -%}
{%- endmacro %}


{#-
    One row per week, category and metric: its value, its baseline, and the thresholds that the team set for it.

    | returns | a select; the columns of int_metric_values, `week_start`, `category`, `baseline` with its ends, `baseline_status` (`ok` where set by hand), and those of int_thresholds_resolved |
-#}
{% macro weeks_next_to_their_baseline() -%}
    select
        metric_values.period_start as week_start,
        metric_values.segment as category,
        metric_values.*,
        {{ baseline_of('thresholds', 'baselines') }} as baseline,
        {{ baseline_of('thresholds', 'baselines', 'value_low') }} as baseline_low,
        {{ baseline_of('thresholds', 'baselines', 'value_high') }} as baseline_high,
        case when thresholds.baseline is not null then 'ok' else baselines.status end as baseline_status,
        thresholds.threshold_for,
        thresholds.warn_threshold as warn_value,
        thresholds.fail_threshold as fail_value,
        thresholds.warn_margin,
        thresholds.fail_margin,
        thresholds.min_n

    from {{ ref('int_metric_values') }} as metric_values

    left join {{ ref('int_metric_values') }} as baselines
        on metric_values.metric = baselines.metric
        and metric_values.segment = baselines.segment
        and baselines.period = 'baseline'
        and baselines.segment_type = 'category'

    left join {{ ref('int_thresholds_resolved') }} as thresholds
        on metric_values.metric = thresholds.metric
        and metric_values.segment = thresholds.category

    where metric_values.period = 'week' and metric_values.segment_type = 'category'
{%- endmacro %}


{#- The episodes that a ticket's conversation went on in, with when each started: also of a ticket that another one absorbed. | returns | a select -#}
{% macro episodes_of_tickets() -%}
    select
        counted.ticket_id,
        openings.episode_id,
        openings.episode_number,
        openings.occurred_at as started_at

    from {{ ref('int_tickets_counted') }} as counted

    inner join {{ ref('int_timeline_numbered') }} as openings on counted.surviving_ticket_id = openings.ticket_id

    where openings.is_opening
{%- endmacro %}
