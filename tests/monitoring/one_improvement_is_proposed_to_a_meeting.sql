-- One improvement, said with what to do and who; never none where a category is beyond its limit, an alert open or a warning on;
-- and every meeting hears how the essentials are.
{{ config(meta={'remedy': "look at seeds/improvement_actions.csv: a finding matches no action, or two of the same rank"}) }}
with

meetings as (

    select
        meeting_on,
        max(ended_week_start) as ended_week_start

    from {{ ref('int_meetings') }}

    group by meeting_on

),

review as (

    select
        meeting_on,
        count(*) filter (where kind = 'proposal') as proposal_count,
        count(*) filter (where kind = 'proposal' and (action is null or owner is null)) as mute_count,
        count(*) filter (where kind = 'newest') as newest_count

    from {{ ref('weekly_review') }}

    group by meeting_on

),

essentials as (

    select count(*) as essential_count
    from {{ ref('metrics') }}
    where is_essential

),

failures as (

    select distinct meetings.meeting_on
    from {{ ref('int_meetings') }} as meetings
    inner join {{ ref('int_thresholds_judged') }} as failures
        on meetings.metric = failures.metric and meetings.week_start = failures.week_start
    where failures.is_final and failures.verdict = 'fail'

),

final as (

    select
        meetings.meeting_on,
        review.proposal_count,
        review.mute_count,
        review.newest_count

    from meetings

    left join review on meetings.meeting_on = review.meeting_on

    cross join essentials

    left join failures on meetings.meeting_on = failures.meeting_on

    where
        coalesce(review.proposal_count, 0) > 1
        or coalesce(review.mute_count, 0) > 0
        or coalesce(review.newest_count, 0) <> essentials.essential_count
        or (failures.meeting_on is not null and coalesce(review.proposal_count, 0) = 0)

)

select * from final
