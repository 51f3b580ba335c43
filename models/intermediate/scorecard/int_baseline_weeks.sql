{#-
    One row: the weeks that improvement is measured against. Declared (vars `baseline_from`, `baseline_to`), else those of
    the shadow period (four at most), else the first four.
-#}

with

weeks as (

    select * from {{ ref('int_weeks') }}

),

shadow as (

    select
        {{ week_of('min(answered_at)') }} as from_week,
        -- its first four weeks: a shadow that runs on must not move what it is measured against
        least(
            {{ week_of('max(answered_at)') }},
            cast({{ dbt.dateadd('day', 21, week_of('min(answered_at)')) }} as date)
        ) as to_week

    from {{ ref('stg_shadow_answers') }}

),

final as (

    select
        coalesce(
            {{ "cast('" ~ var('baseline_from') ~ "' as date)" if var('baseline_from') else 'cast(null as date)' }},
            shadow.from_week, min(weeks.week_start)
        ) as from_week,
        coalesce(
            {{ "cast('" ~ var('baseline_to') ~ "' as date)" if var('baseline_to') else 'cast(null as date)' }},
            shadow.to_week, cast({{ dbt.dateadd('day', 21, 'min(weeks.week_start)') }} as date)
        ) as to_week,
        {% if var('baseline_from') or var('baseline_to') %}'declared'{% else %}
        case when shadow.from_week is null then 'first_weeks' else 'shadow' end{% endif %} as basis

    from weeks

    cross join shadow

    group by shadow.from_week, shadow.to_week

)

select * from final
