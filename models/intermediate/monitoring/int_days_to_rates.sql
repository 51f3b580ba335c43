{#-
    One row per day and segment with an episode that started in it and is measured: escalations, give-ups, frustration and
    ratings, with their intervals.

    One customer's episodes of one day count as one for the interval of a rate. A rating needs two for its spread.
-#}

{% set rates = ['escalation_rate', 'abandonment_rate', 'frustrated_episode_rate'] %}

with

episodes as (

    select * from {{ ref('int_episodes_watched') }}

),

measures as (

    select * from {{ ref('int_measures_essential') }}

),

measured as (

    select
        {{ day_of('episodes.started_at') }} as day,
        episodes.segment_type,
        episodes.segment,

        {% for metric in rates %}
        sum(measures.numerator) filter (where measures.metric = '{{ metric }}') as {{ metric }}_sum,
        count(*) filter (where measures.metric = '{{ metric }}') as {{ metric }}_count,
        count(distinct case when measures.metric = '{{ metric }}' then episodes.customer_cluster end) as {{ metric }}_customers,
        {% endfor %}
        cast(sum(measures.numerator) filter (where measures.metric = 'csat_mean') as double) as csat_mean_numerator,
        count(*) filter (where measures.metric = 'csat_mean') as csat_mean_count,
        cast(sum(measures.numerator * measures.numerator) filter (where measures.metric = 'csat_mean') as double) as csat_squares

    from episodes

    inner join measures on episodes.episode_id = measures.episode_id

    group by {{ day_of('episodes.started_at') }}, episodes.segment_type, episodes.segment

),

divided as (

    select
        *,

        {% for metric in rates %}
        cast(coalesce({{ metric }}_sum, 0) as double) as {{ metric }}_numerator,
        cast({{ metric }}_count as double) as {{ metric }}_denominator,
        cast({{ metric }}_sum as double) / nullif({{ metric }}_count, 0) as {{ metric }},
        {% endfor %}
        cast(csat_mean_count as double) as csat_mean_denominator,
        csat_mean_numerator / nullif(csat_mean_count, 0) as csat_mean,
        sqrt(greatest(0, (
            csat_squares - power(csat_mean_numerator, 2) / nullif(csat_mean_count, 0)
        ) / nullif(csat_mean_count - 1, 0))) as csat_deviation

    from measured

),

margins as (

    select
        *,

        case
            when csat_mean_denominator > 1
                then {{ t_quantile('(csat_mean_denominator - 1)') }} * csat_deviation / sqrt(csat_mean_denominator)
        end as csat_margin

    from divided

),

final as (

    select
        -- keys
        day,
        segment_type,
        segment,

        -- rates
        {% for metric in rates %}
        {{ metric }}_numerator,
        {{ metric }}_denominator,
        {{ metric }},
        {{ wilson(metric, metric ~ '_customers', -1) }} as {{ metric }}_low,
        {{ wilson(metric, metric ~ '_customers', 1) }} as {{ metric }}_high,
        {% endfor %}
        csat_mean_numerator,
        csat_mean_denominator,
        csat_mean,
        case when csat_margin >= 0 then greatest(0, csat_mean - csat_margin) end as csat_mean_low,
        case when csat_margin >= 0 then least(1, csat_mean + csat_margin) end as csat_mean_high

    from margins

)

select * from final
