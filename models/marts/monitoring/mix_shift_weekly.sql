{#-
    One row per final week, metric and category: did the rate move because the agent changed, or because the questions did?

    within + mix + entered = change, exactly, in every `(all)` row (Kitagawa 1955). A new or vanished category has a term
    of its own, since there is no rate to compare it with.
-#}

with

shifts as (

    select * from {{ ref('int_mix_shift') }}

),

final as (

    select
        -- keys
        week_start,
        category,
        metric,

        -- judgements
        verdict,
        is_share_shifted,

        -- rates
        rate_before,
        rate_after,
        change,
        within_effect,
        mix_effect,
        entered_effect,

        -- at the baseline's mix
        standardised_rate,
        standardised_rate_low,
        standardised_rate_high,

        -- the mix itself
        share_before,
        share_after

    from shifts

)

select * from final
