{#- One row per meeting: the one improvement that is proposed to it, and what is wrong, in words. -#}

with

final as (

    select
        -- keys
        proposals.meeting_on,

        -- attributes
        proposals.week_start,
        proposals.category as segment,
        proposals.metric,
        concat(
            metrics.name, ' in ', proposals.category,
            case proposals.verdict
                when 'fail' then ' is beyond the limit that the team set'
                when 'drift' then ' has left its baseline'
                else ' is beyond the warning that the team set'
            end
        ) as finding,
        proposals.cause_kind,
        proposals.cause_candidates,
        proposals.cause_alert_id,
        proposals.action,
        proposals.owner,
        proposals.alert_id as reference_id,

        -- judgements
        proposals.verdict,
        proposals.status,
        true as is_final,

        -- numbers
        proposals.value,
        proposals.value_low,
        proposals.value_high,
        proposals.numerator,
        proposals.denominator,
        proposals.reference as baseline,
        proposals.customers_affected

    from {{ ref('int_proposed_improvements') }} as proposals

    inner join {{ ref('metrics') }} as metrics on proposals.metric = metrics.metric

)

select * from final
