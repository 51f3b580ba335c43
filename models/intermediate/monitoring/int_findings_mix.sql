{#- One row per meeting and rate that the mix of inquiries may have moved (of everything), and category whose share grew. -#}

with

mix as (

    select
        *,

        concat(
            'agent ', {{ points('within_effect') }},
            ', mix of questions ', {{ points('mix_effect') }},
            ', new questions ', {{ points('entered_effect') }}
        ) as parts

    from {{ ref('int_mix_shift') }}

),

final as (

    select
        -- keys
        meetings.meeting_on,
        mix.category as segment,
        mix.metric,

        -- attributes
        mix.week_start,
        case when mix.is_share_shifted then 'share of all inquiries' else mix.parts end as finding,
        metrics.owner,

        -- judgements
        case when mix.is_share_shifted then 'share_grew' else mix.verdict end as verdict,
        true as is_final,

        -- numbers
        case when mix.is_share_shifted then mix.share_after else mix.rate_after end as value,
        case when mix.is_share_shifted then mix.share_before else mix.rate_before end as value_before,
        case when mix.is_share_shifted then mix.share_after - mix.share_before else mix.change end as change,

        -- the order in which they are told
        case when mix.is_share_shifted then 0 else 1 end as first_order,
        -abs(mix.change) as second_order

    from mix

    inner join {{ ref('metrics') }} as metrics on mix.metric = metrics.metric

    inner join {{ ref('int_meetings') }} as meetings
        on mix.metric = meetings.metric
        and mix.week_start = meetings.week_start

    where
        mix.is_share_shifted
        or (mix.category = '(all)' and metrics.is_essential and mix.verdict <> 'unchanged')

)

select * from final
