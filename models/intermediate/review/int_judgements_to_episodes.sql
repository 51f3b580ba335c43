{#-
    One row per episode and judge: what an automatic judge says of its correctness, and what all judges say together.

    A judgement belongs to the episode it numbers, else to the last one started before it. Each judge counts once, with the
    newest word. Judgements of other criteria are not about correctness and are left out.
-#}

{{ config(materialized='table') }}

with

judgements as (

    select * from {{ ref('stg_judgements') }}

    where coalesce(criterion, 'correct') in ('{{ var("accuracy_criteria") | join("', '") }}')

),

episodes as (

    {{ episodes_of_tickets() }}

),

candidates as (

    select
        judgements.judgement_id,
        judgements.judge,
        coalesce(judgements.judge_name, judgements.judge) as judge_name,
        judgements.judged_at,
        judgements.score,
        episodes.episode_id,

        row_number() over (
            partition by judgements.judgement_id
            order by
                case when judgements.episode_number = episodes.episode_number then 0 else 1 end,
                case when episodes.started_at <= judgements.judged_at then 0 else 1 end,
                case when episodes.started_at <= judgements.judged_at then episodes.started_at end desc nulls last,
                episodes.started_at
        ) as preference

    from judgements

    inner join episodes on judgements.ticket_id = episodes.ticket_id

),

ranked as (

    select
        *,

        row_number() over (
            partition by episode_id, judge_name order by judged_at desc, judgement_id desc
        ) as newest

    from candidates

    where preference = 1

),

final as (

    select
        -- keys
        episode_id,
        judge,

        -- numbers
        cast(score as double) as judge_score,
        cast(sum(score) over (partition by episode_id) as double)
        / count(*) over (partition by episode_id) as episode_score,

        -- one row per episode, for those who want no more
        row_number() over (partition by episode_id order by judge) = 1 as is_first_judge

    from ranked

    where newest = 1

)

select * from final
