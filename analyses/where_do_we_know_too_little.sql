{#-
    For the reviewer: where do we know too little? Per category the accuracy of the last four final weeks with its interval, and how many
    more reviews would bring it to ten points either way (the width falls with the root of the effective number).
-#}

with

accuracy as (

    select
        *,

        max(case when is_final then week_start end) over () as newest_week

    from {{ ref('resolution_accuracy_weekly') }}

),

pooled as (

    select
        category,
        sum(reviewed_count) as reviewed_count,
        sum(n_effective) as n_effective,
        sum(resolution_accuracy_rate_numerator) / nullif(sum(resolution_accuracy_rate_denominator), 0) as accuracy_rate

    from accuracy

    where is_final and week_start > {{ dbt.dateadd('day', -28, 'newest_week') }}

    group by category

),

bounded as (

    select
        *,

        {{ wilson('accuracy_rate', 'n_effective', -1) }} as accuracy_rate_low,
        {{ wilson('accuracy_rate', 'n_effective', 1) }} as accuracy_rate_high

    from pooled

)

select
    category,
    reviewed_count,
    n_effective,
    accuracy_rate,
    accuracy_rate_low,
    accuracy_rate_high,
    case
        when n_effective > 0
            then greatest(0, ceil(reviewed_count * (power((accuracy_rate_high - accuracy_rate_low) / 0.2, 2) - 1)))
    end as reviews_missing

from bounded

order by reviews_missing desc, category asc
