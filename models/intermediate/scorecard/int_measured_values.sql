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

    select
        *,

        row_number() over (order by metric) as metric_number

    from {{ ref('metrics') }}

),

-- The sums by customer are by far the most rows here: with numbers for names they take a third of the memory.
group_names as (

    select
        *,

        row_number() over (order by period, period_start, segment_type, segment) as group_number

    from (
        select distinct
            period,
            period_start,
            segment_type,
            segment
        from groups
    ) as named

),

customers as (

    select
        customer_cluster,

        row_number() over (order by customer_cluster) as customer_number

    from (select distinct customer_cluster from groups) as clusters

),

numbered as (

    select
        groups.episode_id,
        group_names.group_number,
        customers.customer_number,
        groups.period <> 'month' and groups.segment_type = 'category' as has_all_metrics

    from groups

    inner join group_names
        on groups.period = group_names.period
        and groups.period_start = group_names.period_start
        and groups.segment_type = group_names.segment_type
        and groups.segment = group_names.segment

    inner join customers on groups.customer_cluster = customers.customer_cluster

),

by_customer as (

    select
        numbered.group_number,
        metrics.metric_number,
        numbered.customer_number,

        cast(sum(measures.numerator) as decimal(28, 6)) as numerator,
        sum(measures.denominator) as denominator

    from measures

    inner join metrics on measures.metric = metrics.metric

    inner join numbered
        on measures.episode_id = numbered.episode_id
        -- months and segments carry the essentials alone
        and (metrics.is_essential or numbered.has_all_metrics)

    group by numbered.group_number, metrics.metric_number, numbered.customer_number

),

summed as (

    select
        group_number,
        metric_number,

        count(*) as customer_count,
        cast(sum(numerator) as double) as numerator,
        cast(sum(denominator) as double) as denominator,
        -- decimals wide enough for any one customer, so that neither the order of adding up nor a large customer shows
        cast(sum({{ exact_product('numerator', 'numerator') }}) as double) as numerator_squares,
        cast(sum({{ exact_product('numerator', 'denominator') }}) as double) as products,
        cast(sum({{ exact_product('denominator', 'denominator') }}) as double) as denominator_squares

    from by_customer

    group by group_number, metric_number

),

estimated as (

    select
        summed.*,

        group_names.period,
        group_names.period_start,
        group_names.segment_type,
        group_names.segment,
        metrics.metric,
        metrics.unit,
        metrics.scale_low,
        metrics.scale_high,
        summed.numerator / nullif(summed.denominator, 0) as value

    from summed

    inner join group_names on summed.group_number = group_names.group_number

    inner join metrics on summed.metric_number = metrics.metric_number

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
