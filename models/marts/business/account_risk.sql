{#- One row per account: what went wrong for it against what its conversations would have had elsewhere, and what is at stake. -#}

with

final as (

    select * from {{ ref('int_account_risk') }}

)

select * from final
