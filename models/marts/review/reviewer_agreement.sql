{#- One row per category and rater: how far people agree with each other, and whether a judge may be trusted there. -#}

with

agreement as (

    select * from {{ ref('int_agreement') }}

),

final as (

    select
        -- keys
        category,
        rater_type,
        rater,

        -- judgements
        is_trusted,

        -- counts
        episode_count,
        pair_count,
        reviewer_count,

        -- agreement beyond chance
        kappa,
        kappa_low,
        kappa_high,
        alpha,
        alpha_low,
        alpha_high,
        ac1,
        ac1_low,
        ac1_high,
        agreement_rate,
        cannot_tell_rate,

        -- a judge against people
        sensitivity,
        sensitivity_low,
        sensitivity_high,
        specificity,
        specificity_low,
        specificity_high,
        calibration_error,
        drift_p_value

    from agreement

)

select * from final
