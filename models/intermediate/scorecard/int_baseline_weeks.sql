{#-
    One row: the weeks that improvement is measured against. Declared (vars `baseline_from`, `baseline_to`), else those of
    the shadow period (four at most), else the first four.
-#}

with

final as (

    {{ baseline_weeks(ref('int_episodes_attributed')) }}

)

select * from final
