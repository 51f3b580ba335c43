{#- One row per episode and measure: what the episode adds to the measure's numerator and denominator. -#}

with

final as (

    select * from {{ ref('int_measures_essential') }}

    union all

    select * from {{ ref('int_measures_follow_up') }}

    union all

    select * from {{ ref('int_measures_answers') }}

    union all

    select * from {{ ref('int_measures_effort') }}

    union all

    select * from {{ ref('int_measures_escalation') }}

)

select * from final
