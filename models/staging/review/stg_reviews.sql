{#- One row per human verdict on an episode. -#}

with

landed as (

    {{ landed_about_tickets('reviews', 'review_id') }}

),

versions as (

    select
        *,

        {{ version_number('reviews') }} as version_number

    from landed

    where {{ is_known('reviewed_at') }}

),

final as (

    select
        review_id,
        ticket_id,
        reviewer_id,
        reviewed_at,
        episode_number,
        message_id,
        verdict,
        is_valid,
        is_complete,
        is_helpful,
        needed_human,
        hallucination_type,
        {{ short_word('failure_reason') }} as failure_reason,
        corrected_answer,
        note,
        queue_id,
        inclusion_probability,
        rubric_version

    from versions

    where version_number = 1

)

select * from final
