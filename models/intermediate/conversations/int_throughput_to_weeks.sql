{#-
    One row per category and week: what came in, what was resolved in that week whenever it came in, and what was left.

    The one place that goes by the week of the resolution. A given-up episode leaves the backlog when its customer left.
-#}

with

episodes as (

    select
        *,
        {{ week_of('ended_at') }} as ended_week_start

    from {{ ref('int_episodes') }}

),

categories as (

    select distinct category from episodes

    union all

    select '(all)' as category

),

spine as (

    select
        weeks.week_start,
        categories.category

    from {{ ref('int_weeks') }} as weeks

    cross join categories

),

moves as (

    select category, week_start, 1 as opened, 0 as resolved, 0 as ai_resolved, 0 as ended from episodes

    union all

    select category, resolved_week_start, 0, 1, {{ one_if('is_ai_resolved') }}, 0 from episodes
    where is_resolved

    union all

    select category, ended_week_start, 0, 0, 0, 1 from episodes
    where ended_at is not null

),

counted as (

    select
        spine.week_start,
        spine.category,
        cast(coalesce(sum(moves.opened), 0) as bigint) as opened_count,
        cast(coalesce(sum(moves.resolved), 0) as bigint) as resolved_count,
        cast(coalesce(sum(moves.ai_resolved), 0) as bigint) as ai_resolved_count,
        cast(coalesce(sum(moves.ended), 0) as bigint) as ended_count

    from spine

    left join moves
        on spine.week_start = moves.week_start
        and spine.category in (moves.category, '(all)')

    group by spine.week_start, spine.category

),

final as (

    select
        -- keys
        week_start,
        category,

        -- counts
        opened_count,
        resolved_count,
        ai_resolved_count,
        cast(
            sum(opened_count - ended_count) over (
                partition by category order by week_start rows between unbounded preceding and current row
            ) as bigint
        ) as backlog_count

    from counted

)

select * from final
