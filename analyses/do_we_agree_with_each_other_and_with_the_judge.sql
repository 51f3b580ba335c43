{#-
    For the reviewer: do we agree with each other, and does the automatic judge agree with us? Kappa with its interval, per category and rater, and
    on how many pairs it rests. A metric counts as trusted only where the lower end is .4 or more.
-#}

select
    category,
    rater_type,
    rater,
    is_trusted,
    pair_count,
    episode_count,
    kappa,
    kappa_low,
    kappa_high,
    ac1,
    ac1_low,
    ac1_high,
    agreement_rate,
    sensitivity,
    sensitivity_low,
    sensitivity_high,
    specificity,
    specificity_low,
    specificity_high

from {{ ref('reviewer_agreement') }}

where pair_count > 0

order by rater_type, category, rater
