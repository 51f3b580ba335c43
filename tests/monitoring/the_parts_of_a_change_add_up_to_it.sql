-- Kitagawa is exact: what is within, mix and entered is the change, in every total and over the categories.
{{ config(meta={'remedy': "mix and rates do not make the change: a category of one of the two weeks is missing in int_mix_shift"}) }}
with

parts as (

    select
        week_start,
        metric,
        max(change) filter (where category = '(all)') as change,
        sum(within_effect + mix_effect + entered_effect) filter (where category <> '(all)') as parts_sum,
        max(within_effect + mix_effect + entered_effect) filter (where category = '(all)') as total_parts

    from {{ ref('mix_shift_weekly') }}

    group by week_start, metric

)

select * from parts

where abs(change - parts_sum) > 1e-9 or abs(change - total_parts) > 1e-9
