{#-
    One row per category and coming week: the escalations to expect with the season and with releases, who plans for them, and
    how such forecasts did before. Nothing is forecast where the naive forecasts did as well.
-#}

with

forecasts as (

    select * from {{ ref('int_escalation_forecasts') }}

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'escalation_forecasts'

),

final as (

    select
        forecasts.*,

        coalesce(by_category.owner, by_default.owner) as owner,
        case when forecasts.is_spike then coalesce(by_category.next_step, by_default.next_step) end as next_step

    from forecasts

    left join owners as by_category on forecasts.category = by_category.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
