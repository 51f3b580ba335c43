{#-
    One row per category, agent and k: the chance that the agent gets a repeated scenario right k times in a row.

    Scenarios with fewer than k trials are left out and counted. `(all)` means every category and every agent.
-#}

with

final as (

    select
        -- keys
        category,
        agent_id,
        k,

        -- counts
        scenario_count,
        left_out_scenario_count,
        trial_count,

        -- rates
        pass_rate,
        pass_rate_low,
        pass_rate_high

    from {{ ref('int_pass_rates') }}

)

select * from final
