{#-
    One row per group and stratum of the episodes that the AI answered in: how many there are, reviewed or not.

    `customer_size` is how many episodes the customer of a random episode of the group has there; `closure_design_effect` by
    how much the likeness of a customer's episodes widens the variance of the share that the AI resolved.
-#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

    where is_ai_handled

),

groups as (

    select * from {{ ref('int_episodes_to_groups') }}

),

judged as (

    select * from {{ ref('int_judgements_to_episodes') }}

    where is_first_judge

),

placed as (

    select
        groups.period,
        groups.period_start,
        groups.segment_type,
        groups.segment,
        groups.customer_cluster,
        {{ accuracy_stratum() }}

    from groups

    inner join episodes on groups.episode_id = episodes.episode_id

    left join judged on groups.episode_id = judged.episode_id

),

by_customer as (

    select
        period,
        period_start,
        segment_type,
        segment,
        customer_cluster,
        is_ai_resolved,
        is_escalated,
        is_decided,
        judge_verdict,

        count(*) as episode_count

    from placed

    group by
        period, period_start, segment_type, segment, customer_cluster,
        is_ai_resolved, is_escalated, is_decided, judge_verdict

),

customers as (

    select
        period,
        period_start,
        segment_type,
        segment,
        customer_cluster,
        sum(episode_count) as customer_count,
        sum(case when is_ai_resolved then episode_count else 0 end) as closed_count

    from by_customer

    group by period, period_start, segment_type, segment, customer_cluster

),

sizes as (

    select
        period,
        period_start,
        segment_type,
        segment,
        cast(sum(customer_count) as double) as episode_count_all,
        cast(sum(closed_count) as double) / sum(customer_count) as closure_rate,
        cast(sum(customer_count * customer_count) as double) as customer_squares,
        cast(sum(closed_count * closed_count) as double) as closed_squares,
        cast(sum(closed_count * customer_count) as double) as products

    from customers

    group by period, period_start, segment_type, segment

),

widened as (

    select
        period,
        period_start,
        segment_type,
        segment,
        customer_squares / episode_count_all as customer_size,
        coalesce(
            (closed_squares - 2 * closure_rate * products + closure_rate * closure_rate * customer_squares)
            / nullif(episode_count_all * closure_rate * (1 - closure_rate), 0),
            1
        ) as closure_design_effect

    from sizes

),

final as (

    select
        -- keys
        by_customer.period,
        by_customer.period_start,
        by_customer.segment_type,
        by_customer.segment,

        -- judgements
        by_customer.is_ai_resolved,
        by_customer.is_escalated,
        by_customer.is_decided,
        by_customer.judge_verdict,

        -- numbers
        cast(sum(by_customer.episode_count) as bigint) as episode_count,
        max(widened.customer_size) as customer_size,
        max(widened.closure_design_effect) as closure_design_effect

    from by_customer

    inner join widened
        on by_customer.period = widened.period
        and by_customer.period_start = widened.period_start
        and by_customer.segment_type = widened.segment_type
        and by_customer.segment = widened.segment

    group by
        by_customer.period, by_customer.period_start, by_customer.segment_type, by_customer.segment,
        by_customer.is_ai_resolved, by_customer.is_escalated, by_customer.is_decided, by_customer.judge_verdict

)

select * from final
