{#-
    One row per channel and essential metric: what may be expected of the channel, from the weeks of the baseline, and its last
    thirteen final weeks against that. A call and a chat are never compared with each other.
-#}

with

metric_values as (

    select * from {{ ref('int_metric_values') }}

    where segment_type = 'channel' and period in ('baseline', 'last_13_weeks')

),

metrics as (

    select * from {{ ref('metrics') }}

    where is_essential

),

windows as (

    select * from {{ ref('int_trailing_windows') }}

    where period = 'last_13_weeks'

),

span as (

    select * from {{ ref('int_baseline_weeks') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'channel_baselines'

),

-- each metric's own newest final week ends its quarter
recent as (

    select
        metric_values.*,
        windows.first_week,
        windows.last_week

    from metric_values

    inner join metrics on metric_values.metric = metrics.metric

    inner join windows
        on metric_values.period = windows.period
        and metric_values.period_start = windows.first_week
        and metrics.settle_days = windows.settle_days

),

compared as (

    select
        expected.*,

        metrics.direction,
        span.from_week,
        span.to_week,
        recent.value as recent_value,
        recent.value_low as recent_value_low,
        recent.value_high as recent_value_high,
        recent.numerator as recent_numerator,
        recent.denominator as recent_denominator,
        recent.status as recent_status,
        recent.first_week as recent_from_week,
        recent.last_week as recent_to_week,
        -- weeks that are in both would be compared with themselves
        case
            when expected.status <> 'ok' or coalesce(recent.status, 'no_data') <> 'ok' then 'not_known'
            when recent.first_week <= span.to_week then 'not_known'
            when expected.value_high < recent.value_low then 'higher'
            when recent.value_high < expected.value_low then 'lower'
            else 'as_expected'
        end as moved

    from metric_values as expected

    inner join metrics on expected.metric = metrics.metric

    cross join span

    left join recent on expected.segment = recent.segment and expected.metric = recent.metric

    where expected.period = 'baseline'

),

final as (

    select
        -- keys
        compared.segment as channel,
        compared.metric,

        -- attributes
        coalesce(by_channel.owner, by_default.owner) as owner,

        -- what may be expected
        compared.value,
        compared.value_low,
        compared.value_high,
        compared.numerator,
        compared.denominator,
        compared.n_effective,
        compared.reviewed_count,
        compared.status,

        -- the last thirteen final weeks
        compared.recent_value,
        compared.recent_value_low,
        compared.recent_value_high,
        compared.recent_numerator,
        compared.recent_denominator,
        compared.recent_status,

        -- judgements
        case
            when compared.moved in ('not_known', 'as_expected') then compared.moved
            when compared.moved = compared.direction then 'better'
            else 'worse'
        end as verdict,
        case
            when compared.moved not in ('not_known', 'as_expected', compared.direction)
                then coalesce(by_channel.next_step, by_default.next_step)
        end as next_step,

        -- times
        compared.from_week,
        compared.to_week,
        compared.recent_from_week,
        compared.recent_to_week

    from compared

    left join owners as by_channel on compared.segment = by_channel.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
