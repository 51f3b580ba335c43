{#-
    One row per group and measure: the ratio of its sums, with an interval that knows that one customer's episodes are alike.

    The variance is that of a ratio over customers (Cochran, Sampling Techniques, 3rd ed., 6.3, taken over clusters). A share
    turns it into an effective number for Wilson's interval; a mean uses Student's t with the customers as its degrees, as far
    as its scale goes. Where everybody gave the same number nothing is known of the spread: on a scale with two ends a mean
    then has Wilson's interval, since no spread is wider than all of them at the ends; on another it has none.
-#}

{{ config(materialized='table') }}

with

measures as (

    {% for subject in ['essential', 'follow_up', 'answers', 'effort', 'escalation'] %}
    select * from {{ ref('int_measures_' ~ subject) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

groups as (

    select * from {{ ref('int_episodes_to_groups') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

by_customer as (

    select
        groups.period,
        groups.period_start,
        groups.segment_type,
        groups.segment,
        measures.metric,
        groups.customer_cluster,

        cast(sum(measures.numerator) as decimal(28, 6)) as numerator,
        sum(measures.denominator) as denominator

    from measures

    inner join metrics on measures.metric = metrics.metric

    inner join groups
        on measures.episode_id = groups.episode_id
        -- months and segments carry the essentials alone
        and (metrics.is_essential or groups.period <> 'month' and groups.segment_type = 'category')

    group by groups.period, groups.period_start, groups.segment_type, groups.segment, measures.metric, groups.customer_cluster

),

summed as (

    select
        period,
        period_start,
        segment_type,
        segment,
        metric,

        count(*) as customer_count,
        cast(sum(numerator) as double) as numerator,
        cast(sum(denominator) as double) as denominator,
        -- decimals wide enough for any one customer, so that neither the order of adding up nor a large customer shows
        cast(sum({{ exact_product('numerator', 'numerator') }}) as double) as numerator_squares,
        cast(sum({{ exact_product('numerator', 'denominator') }}) as double) as products,
        cast(sum({{ exact_product('denominator', 'denominator') }}) as double) as denominator_squares

    from by_customer

    group by period, period_start, segment_type, segment, metric

),

estimated as (

    select
        summed.*,

        metrics.unit,
        metrics.scale_low,
        metrics.scale_high,
        summed.numerator / nullif(summed.denominator, 0) as value

    from summed

    inner join metrics on summed.metric = metrics.metric

),

varied as (

    select
        *,

        case
            when customer_count > 1 then greatest(
                0,
                customer_count / (customer_count - 1.0)
                * (numerator_squares - 2 * value * products + value * value * denominator_squares)
                / (denominator * denominator)
            )
        end as variance,

        -- where every row says the same, the customers say how much was seen
        denominator * denominator / nullif(denominator_squares, 0) as n_of_customers

    from estimated

),

weighed as (

    select
        *,

        customer_count > 1 and variance > 1e-12 as is_spread_seen,
        -- where it lies on its scale, from 0 to 1
        (value - scale_low) / (scale_high - scale_low) as placed,
        {{ t_quantile('(customer_count - 1)') }} * sqrt(variance) as reach,

        case
            when unit <> 'share' then cast(customer_count as double)
            when value > 0 and value < 1 and variance > 0 then least(denominator, value * (1 - value) / variance)
            else least(denominator, n_of_customers)
        end as n_effective

    from varied

),

final as (

    select
        -- keys
        period,
        period_start,
        segment_type,
        segment,
        metric,

        -- numbers
        value,
        case
            when unit = 'share' then {{ wilson('value', 'n_effective', -1) }}
            when is_spread_seen then greatest(value - reach, coalesce(scale_low, value - reach))
            when placed is not null
                then scale_low + (scale_high - scale_low) * {{ wilson('placed', 'n_of_customers', -1) }}
        end as value_low,
        case
            when unit = 'share' then {{ wilson('value', 'n_effective', 1) }}
            when is_spread_seen then least(value + reach, coalesce(scale_high, value + reach))
            when placed is not null
                then scale_low + (scale_high - scale_low) * {{ wilson('placed', 'n_of_customers', 1) }}
        end as value_high,
        numerator,
        denominator,
        n_effective,

        -- how it was estimated
        case when unit = 'share' then 'wilson_clustered' else 't_clustered' end as method,
        cast(null as {{ dbt.type_string() }}) as status_hint

    from weighed

)

select * from final
