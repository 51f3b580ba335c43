{#-
    One row per episode and kind of survey: the customer's last answer, and never the best.

    An answer belongs to the last episode that started within `satisfaction_window_days` before it.
-#}

{{ config(materialized='table') }}

with

satisfaction as (

    select * from {{ ref('stg_satisfaction') }}

),

episodes as (

    {{ episodes_of_tickets() }}

),

matched as (

    select
        satisfaction.*,
        episodes.episode_id,

        row_number() over (
            partition by satisfaction.ticket_id, satisfaction.responded_at, satisfaction.kind
            order by episodes.started_at desc, episodes.episode_number desc
        ) as newest

    from satisfaction

    inner join episodes
        on satisfaction.ticket_id = episodes.ticket_id
        and satisfaction.responded_at >= episodes.started_at
        and satisfaction.responded_at <= {{ hours_after('episodes.started_at', 24 * var('satisfaction_window_days')) }}

),

ranked as (

    select
        *,

        coalesce(kind, 'csat') as survey_kind,
        -- of two at one instant the worse: a guess must not flatter
        row_number() over (
            partition by episode_id, coalesce(kind, 'csat')
            order by responded_at desc, score asc, scale_max desc, ticket_id asc
        ) as last_answer

    from matched

    where newest = 1

),

final as (

    select
        episode_id,
        ticket_id,
        survey_kind as kind,
        score,
        scale_max,
        cast(cast(score as double) / nullif(cast(scale_max as double), 0) as decimal(9, 4)) as share_of_scale,
        -- that something was written, never what: no table of a build keeps words that were not redacted
        coalesce(trim(comment) <> '', false) as has_comment,
        responded_at

    from ranked

    where last_answer = 1

)

select * from final
