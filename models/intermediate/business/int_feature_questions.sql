{#- One row per episode that the AI answered in: its opening words, the page that the customer was on, and how it went. -#}

with

episodes as (

    select * from {{ ref('int_episodes_judged') }}

),

openings as (

    select * from {{ ref('int_episode_openings') }}

),

counted as (

    select
        episode_id,
        customer_message_count,
        human_message_count

    from {{ ref('int_episodes') }}

),

answers as (

    select
        answers.episode_id,
        pages.element_labels,
        pages.workflow,
        pages.step_number,
        pages.error_state,

        -- the page of the first answer
        row_number() over (
            partition by answers.episode_id order by pages.captured_at, answers.message_id
        ) as preference

    from {{ ref('int_answers_scored') }} as answers

    inner join {{ ref('stg_page_contexts') }} as pages on answers.page_context_id = pages.page_context_id

),

final as (

    select
        -- keys
        episodes.episode_id,
        episodes.customer_cluster,
        episodes.article_id,

        -- attributes
        episodes.category,
        episodes.product_area,
        openings.opening,
        answers.element_labels,
        answers.workflow,
        answers.step_number,

        -- judgements
        answers.episode_id is not null as has_page,
        answers.error_state is not null as has_error,
        coalesce(episodes.is_unsupported, false) as is_unsupported,
        coalesce(episodes.is_unsupported, false) or coalesce(episodes.is_without_article, false) as is_unexplained,
        episodes.is_failed,
        counted.human_message_count > 0 as is_person_needed,
        coalesce(not episodes.is_ai_resolved, true) or coalesce(episodes.is_followed_up, false) as is_stuck,

        -- numbers
        counted.customer_message_count,

        -- times
        episodes.week_start,
        episodes.started_at

    from episodes

    inner join counted on episodes.episode_id = counted.episode_id

    left join openings on episodes.episode_id = openings.episode_id

    left join answers on episodes.episode_id = answers.episode_id and answers.preference = 1

)

select * from final
