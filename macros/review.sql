{#- What each kind of finding of the weekly review can say: its columns by kind. | returns | a dict -#}
{% macro review_kinds() -%}
    {{ return({
        'moved': [
            'week_start', 'segment', 'metric', 'owner', 'verdict', 'drift_verdict', 'status', 'is_final', 'value',
            'value_low', 'value_high', 'numerator', 'denominator', 'value_before', 'change', 'change_low',
            'change_high', 'baseline', 'change_from_baseline', 'change_from_baseline_low', 'change_from_baseline_high',
            'first_order', 'second_order'
        ],
        'newest': [
            'week_start', 'segment', 'metric', 'owner', 'verdict', 'status', 'is_final', 'value', 'value_low',
            'value_high', 'numerator', 'denominator', 'baseline'
        ],
        'outlier': [
            'week_start', 'segment_type', 'segment', 'metric', 'owner', 'verdict', 'is_final', 'value', 'value_low',
            'value_high', 'numerator', 'denominator', 'value_before', 'change', 'second_order'
        ],
        'mix': [
            'week_start', 'segment', 'metric', 'finding', 'owner', 'verdict', 'is_final', 'value', 'value_before',
            'change', 'first_order', 'second_order'
        ],
        'alert': [
            'week_start', 'segment', 'metric', 'finding', 'cause_kind', 'cause_candidates', 'cause_alert_id', 'owner',
            'reference_id', 'verdict', 'status', 'change', 'customers_affected', 'happened_at', 'first_order',
            'second_order'
        ],
        'proposal': [
            'week_start', 'segment', 'metric', 'finding', 'cause_kind', 'cause_candidates', 'cause_alert_id', 'action',
            'owner', 'reference_id', 'verdict', 'status', 'is_final', 'value', 'value_low', 'value_high', 'numerator',
            'denominator', 'baseline', 'limit_value', 'customers_wrongly_served'
        ],
        'decision': [
            'week_start', 'segment', 'metric', 'finding', 'action', 'owner', 'reference_id', 'verdict', 'status',
            'value', 'denominator', 'value_before', 'change', 'change_low', 'change_high', 'happened_at', 'second_order'
        ],
    }) }}
{%- endmacro %}


{#-
    The columns of one row of the weekly review. Kinds differ in what they can say; what is not given is null.

    | kind | a text |
    | given | the names of the columns that the kind has; one without a segment type speaks of a category |
-#}
{% macro review_row(kind, given) -%}
    {%- set words = [
        'segment', 'metric', 'verdict', 'drift_verdict', 'status', 'finding', 'cause_kind', 'cause_candidates',
        'cause_alert_id', 'action', 'owner', 'reference_id',
    ] -%}
    {%- set numbers = [
        'value', 'value_low', 'value_high', 'numerator', 'denominator', 'value_before', 'change', 'change_low', 'change_high',
        'baseline', 'limit_value', 'change_from_baseline', 'change_from_baseline_low', 'change_from_baseline_high',
        'customers_affected', 'customers_wrongly_served', 'first_order', 'second_order',
    ] -%}
    meeting_on,
    '{{ kind }}' as kind,
    week_start,
    {{ 'segment_type' if 'segment_type' in given else "'category' as segment_type" }},
    {% for name in words -%}
    cast({{ name if name in given else 'null' }} as {{ dbt.type_string() }}) as {{ name }},
    {% endfor -%}
    cast({{ 'is_final' if 'is_final' in given else 'null' }} as boolean) as is_final,
    {% for name in numbers -%}
    cast({{ name if name in given else 'null' }} as double) as {{ name }},
    {% endfor -%}
    cast({{ 'happened_at' if 'happened_at' in given else 'null' }} as timestamp) as happened_at
{%- endmacro %}


{#- A difference of two shares as people say it. | returns | text such as `-12 points` -#}
{% macro points(difference) -%}
    cast(cast(round(100 * ({{ difference }}), 0) as bigint) as {{ dbt.type_string() }}) || ' points'
{%- endmacro %}


{#-
    Was an alert open at a moment: known by then, closed by nobody, and what it tells of still going on? The row of
    `alerts` is in `alerts`; what its last week tells was known as long after it as its first week's was.

    | moment | a UTC instant |
-#}
{% macro alert_stands_at(moment) -%}
    alerts.opened_at <= {{ moment }}
    and coalesce(alerts.closed_at > {{ moment }}, true)
    and {{ dbt.datediff('alerts.opened_week', 'alerts.last_week', 'day') }}
    >= {{ dbt.datediff('alerts.opened_at', moment, 'day') }} - 7
{%- endmacro %}


{#-
    The salt of weeks that have none in the landing: the var `review_salt`, a public one for the sample, else none.

    | returns | a text, or a null of that type |
-#}
{% macro review_salt() -%}
    {%- set given = var('review_salt') or ('review-1' if var('landing') == 'sample' else none) -%}
    {%- if given -%}'{{ given }}'{%- else -%}cast(null as {{ dbt.type_string() }}){%- endif -%}
{%- endmacro %}
