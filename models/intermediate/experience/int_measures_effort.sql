{#- One row per episode and measure of effort that it is counted in. -#}

with

efforts as (

    select * from {{ ref('int_efforts_to_episodes') }}

),

final as (

    select
        episode_id,
        'messages_to_resolution' as metric,
        cast(customer_message_count as decimal(18, 6)) as numerator,
        1 as denominator

    from efforts

    where is_ai_resolved

    union all

    select episode_id, 'repeated_information_rate', {{ one_if('repetition_count > 0') }}, 1 from efforts

    union all

    select episode_id, 'channel_switch_rate', {{ one_if('channel_switch_count > 0') }}, 1 from efforts

    union all

    select episode_id, 'effort_index', effort_index, 1 from efforts

)

select * from final
