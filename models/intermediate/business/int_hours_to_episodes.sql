{#- One row per episode: whose it is, at which hour of the support team's own clock it started, and whether a person wrote in it. -#}

with

episodes as (

    select * from {{ ref('int_episodes') }}

),

final as (

    select
        episode_id,
        week_start,
        category,
        customer_cluster,
        case when is_timed then cast(extract(hour from {{ local_time('started_at') }}) as bigint) end as started_hour,
        human_message_count > 0 as is_human_handled

    from episodes

)

select * from final
